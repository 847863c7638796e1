// What staff write: a reply or a note. Drafts are kept by desk.js; a draft keeps its key too, so that it is
// one message however often it is sent.

const part = (id) => document.getElementById(id);
const LANGUAGE_AFTER = 500;
const LOW = 500;

/** Begin with the composer of a conversation that was just opened. */
export function composerOpened(pane, signal) {
  const composer = part("composer");
  if (!composer) return;
  composer.addEventListener("input", typed, { signal });
  composer.addEventListener("keydown", pressed, { signal });
  composer.addEventListener("click", clicked, { signal });
  composer.addEventListener("htmx:afterRequest", sent, { signal });
  for (const field of composer.querySelectorAll("textarea")) grow(field);
  count();
  recognise();
}

/** Go to the reply or the note. */
export function write(mode) {
  const composer = part("composer");
  if (!composer || composer.querySelector(`[data-mode="${mode}"]`).disabled) return;
  composer.dataset.mode = mode;
  for (const button of composer.querySelectorAll("[data-mode]")) button.ariaPressed = String(button.dataset.mode === mode);
  part("reply-form").hidden = mode !== "reply";
  part("note-form").hidden = mode !== "note";
  part(`${mode}-form`).elements.text.focus();
}

/** Put a text where one was writing to the member. */
export function insert(text) {
  if (!part("composer")) return;
  write("reply");
  const field = part("reply-form").elements.text;
  if (field.readOnly) return;
  const { selectionStart: start, selectionEnd: end, value } = field;
  const before = value.slice(0, start).replace(/\S$/, "$&\n\n");
  field.value = before + text + value.slice(end);
  field.selectionStart = field.selectionEnd = before.length + text.length;
  field.dispatchEvent(new Event("input", { bubbles: true }));
}

function typed(event) {
  const field = event.target;
  if (field.tagName !== "TEXTAREA") return;
  grow(field);
  if (field.form.id !== "reply-form") return;
  const key = field.form.elements.key;
  if (field.value && !key.value) keep(key, freshKey());
  count();
  recognise();
}

function keep(field, value) {
  field.value = value;
  field.dispatchEvent(new Event("input", { bubbles: true })); // desk.js keeps it beside the draft
}

function freshKey() {
  return [...crypto.getRandomValues(new Uint8Array(12))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

function grow(field) {
  field.rows = Math.min(12, Math.max(3, field.value.split("\n").length));
}

function clicked(event) {
  const mode = event.target.closest("[data-mode]")?.dataset.mode;
  if (mode && event.target.closest("button")) write(mode);
}

function pressed(event) {
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && !event.isComposing) {
    event.preventDefault();
    const send = event.target.form?.querySelector(".send");
    if (send && !send.disabled) send.form.requestSubmit(send);
  } else if (event.key === "Escape") {
    event.target.blur();
    document.dispatchEvent(new CustomEvent("desk:to-list"));
  }
}

// Taken: the draft has done its work. What was typed while it was on its way stays.
function sent(event) {
  const form = event.target.closest("form");
  if (!form || !event.detail.successful) return;
  const field = form.elements.text;
  const said = event.detail.requestConfig.parameters.text;
  field.value = field.value === said ? "" : field.value;
  if (form.elements.key) keep(form.elements.key, field.value ? freshKey() : "");
  field.dispatchEvent(new Event("input", { bubbles: true }));
  field.focus();
}

function count() {
  const field = part("reply-form").elements.text;
  const said = part("compose-count");
  const left = Number(part("composer").dataset.longest) - [...field.value.replaceAll("\r\n", "\n").trim()].length;
  said.classList.toggle("over", left < 0);
  said.textContent = left >= LOW ? "" : (left < 0 ? said.dataset.over : said.dataset.left).replace("{count}", Math.abs(left));
  part("reply-form").classList.toggle("too-long", left < 0);
}

// -- the language that is being written, beside the one that the member reads ------------------------------------------------

let waiting = 0;
let asked = "";

function recognise() {
  clearTimeout(waiting);
  const text = part("reply-form").elements.text.value.slice(0, 500);
  if (!text.trim()) {
    asked = "";
    part("writes").hidden = true;
    return;
  }
  if (text !== asked) waiting = setTimeout(() => ask(text), LANGUAGE_AFTER);
}

async function ask(text) {
  asked = text;
  const headers = JSON.parse(document.body.getAttribute("hx-headers"));
  const body = new URLSearchParams({ text });
  const answer = await fetch("/desk/writing", { method: "POST", headers: { ...headers, "X-Background": "1" }, body }).catch(() => null);
  if (!answer?.ok || asked !== text || !part("writes")) return;
  const { language, name } = await answer.json();
  const reads = part("composer").querySelector(".tongues b");
  part("writes").hidden = !language;
  part("writes").classList.toggle("differs", Boolean(language) && language !== reads.lang);
  part("writes").querySelector("b").textContent = name ?? "";
}

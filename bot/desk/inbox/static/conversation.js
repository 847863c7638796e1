// The open conversation: loaded beside the list, kept up to date, and what its keys do.

import { announce } from "/desk/static/desk.js";
import { tell } from "./ago.js";
import { composerOpened, insert, write } from "./composer.js";
import { arrived, mergeList, mergeOne, parse } from "./merge.js";

const part = (id) => document.getElementById(id);
const pane = () => part("conversation");
const BOTTOM = 80;

let listening = new AbortController();

/** Show another conversation. `query` is where the list is, for the address. */
export async function show(id, query) {
  const answer = await fetch(`/desk/conversations/${id}`, { headers: { "HX-Request": "true" } }).catch(() => null);
  if (answer?.status === 401) {
    location.href = `/desk/conversations/${id}?${query}`; // signed out: by way of the sign-in page
    return;
  }
  if (!answer?.ok) {
    document.dispatchEvent(new CustomEvent("htmx:sendError"));
    return;
  }
  const fresh = parse(await answer.text()).getElementById("conversation");
  close();
  pane().replaceWith(fresh);
  history.pushState(null, "", `/desk/conversations/${id}?${query}`);
  globalThis.htmx?.process(fresh);
  document.dispatchEvent(new CustomEvent("htmx:load", { detail: { elt: fresh } })); // drafts come back
  open();
  document.dispatchEvent(new CustomEvent("desk:opened"));
  fresh.focus({ preventScroll: true });
}

/** Begin with a conversation that is on the page. */
export function open() {
  listening = new AbortController();
  const here = { signal: listening.signal };
  const { conversation, case: number, member } = pane().dataset;
  arrived(part("bar"), ...part("line-list").children);
  part("lines").scrollTop = part("lines").scrollHeight;
  const live = [`conversation-${conversation}`, "refresh", ...(number ? [`case-${number}`] : [])];
  for (const name of live) document.body.addEventListener(`desk:${name}`, () => refresh(), here);
  if (member) document.body.addEventListener(`desk:member-${member}`, refreshCard, here);
  pane().addEventListener("click", clicked, here);
  pane().addEventListener("htmx:afterRequest", acted, here);
  part("side").addEventListener("keydown", (event) => event.key === "Escape" && closeSide(), here);
  part("lines").addEventListener("scroll", atBottom, { passive: true, ...here });
  part("lines").addEventListener("error", photoFailed, { capture: true, ...here });
  for (const image of part("lines").querySelectorAll("img")) if (image.complete && !image.naturalWidth) broken(image);
  composerOpened(pane(), listening.signal);
  writable();
  tell(pane());
}

export function close() {
  listening.abort();
}

// -- kept up to date ---------------------------------------------------------------------------------------------------

let asking = null;
let again = false;

export async function refresh() {
  if (asking) {
    again = true;
    return asking;
  }
  asking = ask().finally(() => (asking = null));
  await asking;
  if (again) {
    again = false;
    await refresh();
  }
}

async function ask() {
  const id = pane().dataset.conversation;
  if (!id) return;
  const headers = { "HX-Request": "true", "X-Background": "1" };
  const answer = await fetch(`/desk/conversations/${id}/now`, { headers }).catch(() => null);
  if (!answer?.ok || pane().dataset.conversation !== id) return;
  const fresh = parse(await answer.text());
  const stuck = isAtBottom();
  if (!part("bar").querySelector("details.menu[open]")) mergeOne(part("bar"), fresh.querySelector("#bar"));
  const added = mergeList(part("line-list"), fresh.querySelector("ol"), { keep: true });
  if (stuck) part("lines").scrollTop = part("lines").scrollHeight;
  else if (added.some((line) => line.matches(".line"))) part("below").hidden = false;
  writable();
  tell(pane());
}

function refreshCard() {
  if (part("member-card")) side("member", false);
}

const isAtBottom = () => {
  const lines = part("lines");
  return lines.scrollHeight - lines.scrollTop - lines.clientHeight < BOTTOM;
};

function atBottom() {
  if (isAtBottom()) part("below").hidden = true;
}

/** Whether one can write to the member now, and why not. What was typed stays. */
function writable() {
  const form = part("reply-form");
  if (!form) return;
  const { closed } = part("bar").dataset;
  form.elements.text.readOnly = Boolean(closed);
  form.querySelector(".send").disabled = Boolean(closed);
  part("compose-closed").hidden = !closed;
  part("compose-closed").textContent = closed;
  part("composer").querySelector('[data-mode="note"]').disabled = part("bar").dataset.notable !== "yes";
}

// -- what is done ---------------------------------------------------------------------------------------------------------

// A form was answered, well or not: the page shows how things are now.
function acted(event) {
  if (event.detail.requestConfig.verb !== "post" || event.target.closest("#side-body")) return;
  for (const menu of part("bar").querySelectorAll("details.menu[open]")) menu.open = false;
  refresh();
}

function clicked(event) {
  const button = event.target.closest("button, a");
  if (!button) return;
  if (button.id === "earlier") earlier(button);
  else if (button.id === "below") part("lines").scrollTo({ top: part("lines").scrollHeight });
  else if (button.dataset.side) side(button.dataset.side);
  else if (button.matches(".side-open")) pane().classList.toggle("with-side");
  else if (button.matches(".side-close")) closeSide();
  else if (button.dataset.insert !== undefined) {
    insert(button.dataset.insert);
    pane().classList.remove("with-side");
  } else if (button.matches(".photo-again")) retry(button);
}

async function earlier(button) {
  const id = pane().dataset.conversation;
  const headers = { "HX-Request": "true" };
  button.disabled = true;
  const url = `/desk/conversations/${id}/earlier?before=${button.dataset.before}`;
  const answer = await fetch(url, { headers }).catch(() => null);
  button.disabled = false;
  if (!answer?.ok || pane().dataset.conversation !== id) return;
  const fresh = parse(await answer.text());
  const lines = part("lines");
  const height = lines.scrollHeight;
  const items = [...fresh.children];
  for (const item of items) document.getElementById(item.id)?.remove(); // the day that both parts begin with
  arrived(...items);
  part("line-list").prepend(...items);
  lines.scrollTop += lines.scrollHeight - height;
  const first = items.find((item) => item.dataset.seq)?.dataset.seq;
  if (answer.headers.get("X-Earlier") && first) button.dataset.before = first;
  else button.remove();
  tell(lines);
}

function closeSide() {
  pane().classList.remove("with-side");
  pane().focus({ preventScroll: true });
}

/** Show one of the tools beside the conversation. */
function side(name, focus = true) {
  const id = pane().dataset.conversation;
  if (focus) pane().classList.add("with-side");
  for (const tab of part("side").querySelectorAll("[data-side]")) tab.ariaPressed = String(tab.dataset.side === name);
  const source = `/desk/conversations/${id}/${name}`;
  globalThis.htmx.ajax("GET", source, { target: "#side-body", swap: "innerHTML" }).then(() => {
    if (focus) part("side-body").querySelector("[data-focus]")?.focus();
  });
}

document.addEventListener("input", (event) => {
  if (event.target.id !== "canned-search") return;
  const words = event.target.value.toLowerCase().split(/\s+/);
  for (const item of document.querySelectorAll(".canned-list > li")) {
    item.hidden = !words.every((word) => (item.dataset.search ?? "").includes(word));
  }
});

// -- photos that do not load -------------------------------------------------------------------------------------------------

function photoFailed(event) {
  if (event.target.matches?.(".photo img")) broken(event.target);
}

function broken(image) {
  const link = image.closest(".photo");
  const { failed, again } = part("lines").dataset;
  const box = document.createElement("span");
  box.className = "photo broken";
  const said = document.createElement("span");
  said.textContent = failed;
  const button = document.createElement("button");
  button.type = "button";
  button.className = "button small photo-again";
  button.textContent = again;
  box.append(said, button);
  box.original = link;
  link.replaceWith(box);
}

function retry(button) {
  const box = button.closest(".broken");
  const link = box.original;
  const image = link.querySelector("img");
  image.src = `${link.getAttribute("href")}?again=${Date.now()}`;
  image.loading = "eager";
  box.replaceWith(link);
}

// -- keys -----------------------------------------------------------------------------------------------------------------------

/** What a key does in the open conversation. */
export function press(key) {
  if (!pane().dataset.conversation) return;
  const tool = { m: "member", q: "ask", c: "replies" }[key];
  if (tool) side(tool);
  else if (key === "r") write("reply");
  else if (key === "n") write("note");
  else {
    const button = part("bar").querySelector(`[data-key="${key}"]`);
    if (!button) return;
    button.click();
    if (button.matches("summary")) button.parentElement.querySelector(".menu-sheet button")?.focus();
    else announce(button.textContent.trim());
  }
}

// The page of a set under review: photos and fields side by side, the engine's word live, decisions by key. A
// decision swaps the set for the next one, whose photos are in memory by then.

import { announce, keys } from "/desk/static/desk.js";
import { PhotoViewer, load } from "./photo-viewer.js";

const RENEW = 60_000;

const part = (id) => document.getElementById(id);
const all = (selector) => [...(part("set")?.querySelectorAll(selector) ?? [])];
const boxOf = (seen) => (seen.dataset.box ? seen.dataset.box.split(",").map(Number) : null);

let set = null;
let viewer = null;
let beside = null;
let everywhere = false; // show the places of all fields
let renewing = 0;

// -- a set is there: at first, and after every decision -------------------------------------------------------------

function begin() {
  leave();
  set = part("set");
  document.title = set.dataset.title;
  if (!set.dataset.photos) return;
  const says = { loading: set.dataset.loading, failed: set.dataset.failed, again: set.dataset.again };
  const addresses = JSON.parse(set.dataset.photos);
  viewer = new PhotoViewer(part("viewer"), addresses, says);
  viewer.onShown(painted);
  viewer.show(0);
  for (const address of [...addresses.slice(1), ...JSON.parse(set.dataset.next)]) if (address) load(address).catch(() => {});
  paintOthers(addresses);
  showChanges();
  showErrors();
  if ("mine" in set.dataset) renewing = setInterval(renew, RENEW);
}

function leave() {
  clearInterval(renewing);
  set = viewer = beside = null;
}

// -- places: a field shows where it was read ------------------------------------------------------------------------

function painted(number) {
  for (const seen of all(`#facts .seen[data-photo="${number}"]`)) {
    const canvas = seen.querySelector("canvas");
    if (canvas && boxOf(seen)) viewer.crop(canvas, boxOf(seen));
  }
  mark();
}

/** Crops of photos that are not shown are painted from a picture that nobody sees. */
async function paintOthers(addresses) {
  for (const [number, address] of addresses.entries()) {
    if (number === 0 || !address) continue;
    const image = new Image();
    try {
      image.src = await load(address);
      await image.decode();
    } catch {
      continue;
    }
    for (const seen of all(`#facts .seen[data-photo="${number}"]`)) {
      const canvas = seen.querySelector("canvas");
      if (canvas && boxOf(seen)) viewer?.crop.call({ image, size: [image.naturalWidth, image.naturalHeight] }, canvas, boxOf(seen));
    }
  }
}

let current = null;

function mark() {
  const here = all(`#facts .seen[data-photo="${viewer.shown}"][data-box]`);
  const boxes = here.map((seen) => ({ field: seen.closest(".fact").dataset.field, box: boxOf(seen) }));
  viewer.mark(everywhere ? boxes : boxes.filter(({ field }) => field === current), current);
}

function point(fact, { look = false } = {}) {
  current = fact?.dataset.field ?? null;
  const seen = fact && [...fact.querySelectorAll(".seen[data-box]")];
  if (look && seen?.length && !seen.some((each) => Number(each.dataset.photo) === viewer.shown)) {
    viewer.show(Number(seen[0].dataset.photo));
  } else mark();
}

document.addEventListener("pointerover", (event) => {
  if (!viewer) return;
  const fact = event.target.closest?.("#fields .fact");
  if (fact) point(fact);
  else if (current && !document.activeElement?.closest("#fields .fact")) point(null);
});
document.addEventListener("focusin", (event) => {
  if (viewer && event.target.closest("#fields")) point(event.target.closest(".fact"), { look: true });
});

// -- fields: what was changed, what is wrong --------------------------------------------------------------------------

function showChanges() {
  let changed = false;
  for (const field of all("#fields [data-read]")) {
    const differs = !same(field, field.dataset.read);
    field.closest(".fact").classList.toggle("changed", differs);
    changed ||= differs;
  }
  part("facts").classList.toggle("is-corrected", changed);
  for (const use of all(".use")) {
    const field = part(`fact-${use.dataset.for}`);
    use.hidden = !field || same(field, use.dataset.fills);
  }
}

function same(field, value) {
  if (field.value === value) return true;
  return field.inputMode === "decimal" && field.value !== "" && Number(field.value.replaceAll(",", "")) === Number(value);
}

function showErrors() {
  const errors = JSON.parse(part("decision")?.dataset.errors ?? "{}");
  for (const place of all("#fields .error")) {
    const name = place.id.replace("error-", "");
    place.hidden = !errors[name];
    place.textContent = errors[name] ?? "";
    place.closest(".fact").classList.toggle("wrong", Boolean(errors[name]));
    part(`fact-${name}`)?.toggleAttribute("aria-invalid", Boolean(errors[name]));
  }
}

document.addEventListener("input", (event) => event.target.closest("#fields") && showChanges());
document.addEventListener("click", (event) => {
  const { target } = event;
  const use = target.closest(".use");
  if (use) {
    const field = part(`fact-${use.dataset.for}`);
    field.value = use.dataset.fills;
    field.dispatchEvent(new Event("input", { bubbles: true }));
    field.focus();
    return;
  }
  const seen = target.closest("#facts .seen[data-box]");
  if (seen && viewer) lookAt(seen);
  const tab = target.closest("[data-show]");
  if (tab) (tab.closest(".beside") ? beside : viewer)?.show(Number(tab.dataset.show));
  const tool = target.closest("[data-do]");
  if (tool) act(tool.dataset.do);
  const opener = target.closest("[data-panel]");
  if (opener) openPanel(opener.dataset.panel);
  if (target.closest("[data-close-panel]")) closePanels();
  if (target.closest("[data-close-beside]")) closeBeside();
});

async function lookAt(seen) {
  const number = Number(seen.dataset.photo);
  if (viewer.shown !== number) await viewer.show(number);
  current = seen.closest(".fact").dataset.field;
  mark();
  viewer.look(boxOf(seen));
}

function act(what) {
  if (what === "boxes") {
    everywhere = !everywhere;
    for (const button of all("[data-do=boxes]")) button.setAttribute("aria-pressed", String(everywhere));
    mark();
  } else viewer?.do(what);
}

// -- panels and the comparison -------------------------------------------------------------------------------------------

function openPanel(id) {
  const panel = part(id);
  if (!panel) return;
  const open = panel.hidden;
  closePanels();
  if (!open) return;
  panel.hidden = false;
  part("facts-body").hidden = true;
  for (const button of all(`[data-panel="${id}"]`)) button.setAttribute("aria-expanded", "true");
  if (id === "reject-panel" && !panel.querySelector("[name=clause]:checked")) proposeClauses(panel);
  (panel.querySelector("[name=clause]:checked") ?? panel.querySelector("input")).focus();
}

/** What the engine finds broken is chosen to begin with; that and what it doubts stands first. */
function proposeClauses(panel) {
  const decision = part("decision");
  const broken = JSON.parse(decision.dataset.broken);
  const list = panel.querySelector(".clauses");
  for (const clause of [...broken, ...JSON.parse(decision.dataset.doubted)].toReversed()) {
    const box = [...list.querySelectorAll("input")].find((input) => input.value === clause);
    if (!box) continue;
    box.checked = broken.includes(clause);
    list.prepend(box.closest("label"));
  }
  panel.querySelector("[name=again]").checked = broken.length === 0 || "mended" in decision.dataset;
  list.dispatchEvent(new Event("change", { bubbles: true }));
}

function closePanels() {
  const open = all(".panel").find((panel) => !panel.hidden);
  if (!open) return false;
  open.hidden = true;
  part("facts-body").hidden = false;
  for (const button of all("[data-panel]")) button.setAttribute("aria-expanded", "false");
  all(`[data-panel="${open.id}"]`)[0]?.focus();
  return true;
}

function closeBeside() {
  const place = part("beside");
  if (!place || place.hidden) return false;
  place.hidden = true;
  place.replaceChildren();
  beside = null;
  return true;
}

document.addEventListener("htmx:afterSwap", (event) => {
  if (event.detail.target.id === "beside") {
    const place = part("beside");
    place.hidden = false;
    const shown = place.querySelector(".beside");
    const says = { loading: set.dataset.loading, failed: set.dataset.failed, again: set.dataset.again };
    beside = new PhotoViewer(place.querySelector(".viewer"), JSON.parse(shown.dataset.photos), says);
    beside.show(0);
    place.querySelector("[data-close-beside]").focus();
  }
});
document.addEventListener("htmx:load", (event) => {
  if (event.detail.elt.id === "set" && event.detail.elt !== set) {
    begin();
    part("content").focus({ preventScroll: true });
    announce(document.title);
  }
  if (event.detail.elt.id === "decision") showErrors();
});
// What was decided is let go of by the server; the page only forgets it.
document.addEventListener("htmx:beforeSwap", (event) => {
  if (event.detail.target.id === "receipt-notice") event.detail.target.scrollIntoView();
});

// -- the claim: held while the page is open ------------------------------------------------------------------------------

const headers = () => ({ ...JSON.parse(document.body.getAttribute("hx-headers")), Accept: "application/json", "X-Background": "1" });

async function renew() {
  const held = set;
  const answer = await fetch(`/desk/receipts/${held.dataset.receipt}/claim`, { method: "POST", headers: headers() }).catch(() => null);
  if (!answer?.ok || held !== set) return; // no connection, or another set by now: the next time will tell
  const { mine, holder } = await answer.json();
  if (!mine) lost(holder);
}

function lost(holder) {
  clearInterval(renewing);
  const box = document.createElement("div");
  box.className = "note-box bad";
  box.textContent = holder ? set.dataset.lost.replace("%s", holder) : set.dataset.decided;
  part("receipt-notice").replaceChildren(box);
}

document.body.addEventListener("desk:receipts", () => set && "mine" in set.dataset && renew());
addEventListener("pagehide", () => {
  if (!set || !("mine" in set.dataset)) return;
  const request = { method: "POST", headers: headers(), keepalive: true };
  fetch(`/desk/receipts/${set.dataset.receipt}/release`, request).catch(() => {});
});
addEventListener("pageshow", (event) => event.persisted && location.reload());

// -- keys --------------------------------------------------------------------------------------------------------------------

const press = (selector) => () => {
  const button = part("set")?.querySelector(selector);
  if (button && !button.disabled && button.offsetParent !== null) button.click();
};

function firstDoubt() {
  const wanted = all("#fields .fact").find((fact) => fact.querySelector(".seen .label.warn, .wrong")) ?? all("#fields .fact")[0];
  wanted?.querySelector("input, select")?.focus();
}

const labels = JSON.parse(part("review-keys").textContent);
const bound = {
  a: press("#approve"),
  r: press("[data-panel=reject-panel]"),
  p: press("[data-panel=photo-panel]"),
  n: press("#skip"),
  e: firstDoubt,
  c: press("[data-beside]"),
  o: () => {
    const reads = part("decision")?.querySelector(".reads");
    if (reads) reads.open = !reads.open;
  },
  v: () => viewer?.show((viewer.shown + 1) % viewer.addresses.length),
  "+": () => act("in"),
  "-": () => act("out"),
  0: () => act("fit"),
  t: () => act("turn"),
  b: () => act("boxes"),
  l: () => location.assign("/desk/receipts"),
};
for (const [key, run] of Object.entries(bound)) keys.add(key, labels[key], run);
for (const number of [1, 2, 3, 4, 5]) keys.add(String(number), labels.number.replace("%s", number), () => viewer?.show(number - 1));

document.addEventListener("keydown", (event) => {
  const field = event.target.closest?.("#facts");
  if (event.key === "Escape") {
    if (document.querySelector("dialog[open]")) return;
    if (closePanels() || closeBeside()) return;
    if (field) document.activeElement.blur();
    return;
  }
  if (event.key !== "Enter" || event.isComposing || !field) return;
  if (event.ctrlKey || event.metaKey) {
    event.preventDefault();
    const panel = all(".panel").find((each) => !each.hidden);
    (panel?.querySelector(".buttons .button") ?? part("approve"))?.click();
    return;
  }
  if (event.target.matches("#fields input")) {
    event.preventDefault(); // on to the next field
    const fields = all("#fields input, #fields select").filter((each) => each.offsetParent !== null);
    fields[fields.indexOf(event.target) + 1]?.focus();
  }
});

begin();

// The list of the inbox: live, searched as one types, gone through by keys. The open conversation is in
// conversation.js.

import { keys } from "/desk/static/desk.js";
import { tell } from "./ago.js";
import { close, open, press, show } from "./conversation.js";
import { arrived, mergeList, mergeOne, parse } from "./merge.js";

const page = document.getElementById("inbox");
const list = document.getElementById("list");
const search = document.getElementById("search");
const place = { queue: page.dataset.queue, q: search.elements.q.value, after: page.dataset.after };

const part = (id) => document.getElementById(id);
const opened = () => part("conversation").dataset.conversation;

function address() {
  return new URLSearchParams(Object.entries(place).filter(([, value]) => value)).toString();
}

// -- the list, brought up to date ------------------------------------------------------------------------------

function mark() {
  for (const row of list.querySelectorAll(".case-row")) {
    if (row.dataset.conversation === opened()) row.setAttribute("aria-current", "true");
    else row.removeAttribute("aria-current");
  }
}

let asking = null;
let again = false;

/** Ask for the list as it is now. While an answer is on its way one more question waits at most. */
async function refresh(background = true) {
  if (asking) {
    again = true;
    return asking;
  }
  asking = ask(background).finally(() => (asking = null));
  await asking;
  if (again) {
    again = false;
    await refresh(background);
  }
}

async function ask(background) {
  const headers = { "HX-Request": "true", ...(background ? { "X-Background": "1" } : {}) };
  const wanted = address();
  const answer = await fetch(`/desk/inbox/list?${wanted}`, { headers }).catch(() => null);
  if (!answer?.ok || wanted !== address()) return;
  const fresh = parse(await answer.text());
  mergeOne(part("queues"), fresh.getElementById("queues"));
  const cases = fresh.getElementById("cases");
  mergeList(part("case-list"), fresh.getElementById("case-list"));
  part("case-list").setAttribute("aria-label", cases.querySelector("#case-list")?.ariaLabel ?? "");
  for (const id of ["found", "no-cases", "case-pages"]) {
    const old = part(id);
    const now = cases.querySelector(`#${id}`);
    if (old && now) mergeOne(old, now);
    else if (now) part("cases").insertBefore(now, id === "found" ? part("case-list") : null);
    else old?.remove();
  }
  mark();
  tell(list);
}

function go(change) {
  Object.assign(place, { after: "" }, change);
  history.replaceState(null, "", `${location.pathname}?${address()}`);
  part("cases").scrollTop = 0;
  return refresh(false);
}

for (const name of ["conversations", "cases", "refresh"]) {
  document.body.addEventListener(`desk:${name}`, () => refresh());
}

// -- what is clicked and typed -----------------------------------------------------------------------------------

list.addEventListener("click", (event) => {
  const link = event.target.closest("a");
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
  event.preventDefault();
  if (link.dataset.conversation) show(link.dataset.conversation, address());
  else if (link.dataset.queue) {
    search.elements.q.value = "";
    go({ queue: link.dataset.queue, q: "" });
  } else go({ after: link.dataset.after });
});

let typed = 0;
search.elements.q.addEventListener("input", () => {
  clearTimeout(typed);
  typed = setTimeout(() => go({ q: search.elements.q.value.trim() }), 200);
});
search.addEventListener("submit", async (event) => {
  event.preventDefault();
  clearTimeout(typed);
  await go({ q: search.elements.q.value.trim() });
  list.querySelector(".case-row")?.focus();
});
search.addEventListener("keydown", (event) => {
  if (event.key === "ArrowDown") {
    event.preventDefault();
    move(1);
  } else if (event.key === "Escape") {
    event.preventDefault();
    search.elements.q.value = "";
    go({ q: "" });
    (list.querySelector("[aria-current=true]") ?? list.querySelector(".case-row"))?.focus();
  }
});

function move(step) {
  const rows = [...list.querySelectorAll(".case-row")];
  if (!rows.length) return;
  const focused = rows.indexOf(document.activeElement);
  const current = focused >= 0 ? focused : rows.findIndex((row) => row.ariaCurrent === "true");
  const next = current < 0 ? (step > 0 ? 0 : rows.length - 1) : current + step;
  rows[Math.min(rows.length - 1, Math.max(0, next))].focus();
}

list.addEventListener("keydown", (event) => {
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (!step || !event.target.closest(".case-row")) return;
  event.preventDefault();
  move(step);
});

// -- keys -----------------------------------------------------------------------------------------------------------

const queueOf = { w: "waiting", m: "mine", a: "all", r: "receipts", s: "snoozed" };

async function toQueue(queue) {
  search.elements.q.value = "";
  await go({ queue, q: "" });
  list.querySelector(".case-row")?.focus();
}

const runs = {
  j: () => move(1),
  k: () => move(-1),
  "/": () => search.elements.q.select(),
};
for (const [key, label] of JSON.parse(page.dataset.keys)) {
  const queue = key.startsWith("g ") && queueOf[key.slice(2)];
  keys.add(key, label, queue ? () => toQueue(queue) : (runs[key] ?? (() => press(key))));
}

// -- begin ------------------------------------------------------------------------------------------------------------

addEventListener("popstate", () => location.reload());
document.addEventListener("desk:opened", mark);
document.addEventListener("desk:to-list", () => {
  const row = list.querySelector("[aria-current=true]") ?? list.querySelector(".case-row");
  row?.focus();
});
arrived(part("queues"), ...part("case-list").children, part("found"), part("no-cases"), part("case-pages"));
if (opened()) open();
mark();
tell();
addEventListener("pagehide", close);

// What every page of the desk does: keys, toasts, live events, kept drafts, a lost session.
// A page's own script imports what it needs:  import { keys, toast, announce } from "/desk/static/desk.js";

import { connect } from "./live.js";

// -- keys: keys.add("j", "Next conversation", () => …) shows up in the help that `?` opens -----------------

const bindings = new Map();

export const keys = {
  /** Bind a key (`j`, `Enter`, `shift+a`) or two in a row (`g i`). The label is for the help. */
  add(key, label, run) {
    bindings.set(key, { label, run });
  },
  remove(key) {
    bindings.delete(key);
  },
};

let pending = "";
let pendingUntil = 0;

function pressed(event) {
  const name = event.key.length === 1 ? event.key.toLowerCase() : event.key;
  return event.shiftKey && /^[a-z]$/.test(name) ? `shift+${name}` : name;
}

function typing(target) {
  return target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName);
}

document.addEventListener("keydown", (event) => {
  if (event.key === "Escape") closeMenus();
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
  if (typing(event.target) || document.querySelector("dialog[open]")) return;
  const key = pressed(event);
  if (key === "?") {
    event.preventDefault();
    openDialog("keys-help");
    return;
  }
  const both = `${pending} ${key}`;
  const wanted = pending && Date.now() < pendingUntil && bindings.has(both) ? both : key;
  const known = [...bindings.keys()].some((other) => other.startsWith(`${key} `));
  pending = known && wanted === key ? key : "";
  pendingUntil = Date.now() + 1200;
  const found = bindings.get(wanted);
  if (found) {
    event.preventDefault();
    pending = "";
    found.run(event);
  }
});

function showKeys(dialog) {
  const list = dialog.querySelector("dl.keys");
  const always = JSON.parse(list.dataset.always);
  const rows = [...[...bindings].map(([key, { label }]) => [key, label]), ...always];
  list.replaceChildren(
    ...rows.flatMap(([key, label]) => {
      const term = document.createElement("dt");
      term.append(
        ...key.split(/[ +]/).map((part) => {
          const cap = document.createElement("kbd");
          cap.textContent = part;
          return cap;
        }),
      );
      const meaning = document.createElement("dd");
      meaning.textContent = label;
      return [term, meaning];
    }),
  );
}

// -- dialogs and menus -----------------------------------------------------------------------------------

export function openDialog(id) {
  const dialog = document.getElementById(id);
  if (!dialog || dialog.open) return;
  if (id === "keys-help") showKeys(dialog);
  dialog.showModal();
}

function closeMenus(except) {
  for (const menu of document.querySelectorAll("details.menu[open]")) {
    if (menu === except) continue;
    if (menu.contains(document.activeElement)) menu.querySelector("summary").focus();
    menu.open = false;
  }
}

document.addEventListener("click", (event) => {
  const opener = event.target.closest("[data-open]");
  if (opener) openDialog(opener.dataset.open);
  closeMenus(event.target.closest("details.menu"));
  if (event.target.matches("dialog.sheet")) event.target.close(); // beside the sheet
});

// -- words for a moment, and words for screen readers alone -----------------------------------------------

const toasts = document.getElementById("toasts");
const SHOWN = { done: 5000, error: 12000 };

export function toast(text, kind = "done") {
  const box = document.createElement("div");
  box.className = `toast ${kind}`;
  box.setAttribute("role", kind === "error" ? "alert" : "status");
  const said = document.createElement("span");
  said.textContent = text;
  const close = document.createElement("button");
  close.type = "button";
  close.textContent = "×";
  close.setAttribute("aria-label", toasts.dataset.close);
  close.addEventListener("click", () => box.remove());
  box.append(said, close);
  toasts.append(box);
  setTimeout(() => box.remove(), SHOWN[kind]);
}

export function announce(text) {
  const live = document.getElementById("live");
  if (live) live.textContent = text;
}

document.addEventListener("toast", (event) => toast(event.detail.text, event.detail.kind));
document.addEventListener("htmx:sendError", () => toast(toasts.dataset.offline, "error"));
document.addEventListener("htmx:timeout", () => toast(toasts.dataset.offline, "error"));
document.addEventListener("htmx:responseError", (event) => {
  const { xhr } = event.detail;
  if (xhr.status === 401) {
    if (!xhr.getResponseHeader("HX-Redirect")) sayFarewell();
  } else if (!xhr.getResponseHeader("HX-Trigger")) toast(toasts.dataset.failed, "error");
});

// The page stays as it is, with what was typed; signing in again leads back to it.
function sayFarewell() {
  const banner = document.getElementById("signed-out");
  const link = banner.querySelector("[data-return]");
  link.href = `/desk/sign-in?next=${encodeURIComponent(location.pathname + location.search)}`;
  banner.hidden = false;
}

// What a page fetches by itself does not keep the session alive.
document.addEventListener("htmx:configRequest", (event) => {
  const { triggeringEvent: cause, elt, headers } = event.detail;
  const polls = !cause && /\bevery\b/.test(elt.getAttribute("hx-trigger") ?? "");
  if (polls || cause?.type.startsWith("desk:")) headers["X-Background"] = "1";
});

// -- drafts: a text in <textarea data-keep="reply-12"> outlives a reload and a lost session -----------------

const person = document.body.dataset.person;
const draftKey = (field) => `draft:${person}:${field.dataset.keep}`;

function restore(root) {
  for (const field of root.querySelectorAll?.("[data-keep]") ?? []) {
    const kept = sessionStorage.getItem(draftKey(field));
    if (kept && !field.value) {
      field.value = kept;
      field.dispatchEvent(new Event("input", { bubbles: true }));
    }
  }
}

document.addEventListener("input", (event) => {
  const field = event.target;
  if (!field.dataset?.keep) return;
  if (field.value) sessionStorage.setItem(draftKey(field), field.value);
  else sessionStorage.removeItem(draftKey(field));
});

/** Forget the drafts of a form that was sent. HTMX forms do so by themselves when they were taken. */
export function forgetDrafts(form) {
  for (const field of form.querySelectorAll("[data-keep]")) sessionStorage.removeItem(draftKey(field));
}

document.addEventListener("htmx:beforeSwap", (event) => {
  const { elt, successful } = { elt: event.detail.requestConfig.elt, successful: event.detail.xhr.status < 400 };
  if (successful && event.detail.requestConfig.verb !== "get" && elt.querySelectorAll) forgetDrafts(elt);
});
document.addEventListener("htmx:load", (event) => restore(event.detail.elt));
restore(document);

// -- live events --------------------------------------------------------------------------------------------

// For what need not follow at once, such as counts: `desk:soon` comes once for all changes of a moment.
const SOON = 1500;
let soon = null;

if (person) {
  connect({
    person,
    changed(names) {
      for (const name of names) document.body.dispatchEvent(new CustomEvent(`desk:${name}`));
      soon ??= setTimeout(() => {
        soon = null;
        document.body.dispatchEvent(new CustomEvent("desk:soon"));
      }, SOON);
    },
    signedOut: sayFarewell,
  });
}

// A form that is on its way is not sent twice by a double click.
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.method !== "post" || form.hasAttribute("hx-post") || event.defaultPrevented) return;
  if (form.dataset.sent) event.preventDefault();
  form.dataset.sent = "1";
  setTimeout(() => delete form.dataset.sent, 5000);
});
addEventListener("pageshow", () => {
  for (const form of document.querySelectorAll("form[data-sent]")) delete form.dataset.sent;
});

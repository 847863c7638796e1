// Puts news from the server into the page without touching what stayed the same: focus, what was typed, an
// opened detail and the scroll place survive. What an element came from is remembered, since scripts change
// elements after they arrived.

const sources = new WeakMap();

function remember(element) {
  sources.set(element, element.outerHTML);
  return element;
}

/** Remember the elements of a list, or one element, as the server sent them. Call it before they change. */
export function arrived(...elements) {
  for (const element of elements) if (element) remember(element);
}

const focusedInside = (element) => element.contains(document.activeElement);

function replace(old, fresh) {
  const focused = focusedInside(old) ? document.activeElement.id || document.activeElement.dataset.key : null;
  const opened = [...old.querySelectorAll("details")].map((details) => details.open);
  const openFresh = [...fresh.querySelectorAll("details")];
  if (opened.length === openFresh.length) openFresh.forEach((details, place) => (details.open = opened[place]));
  old.replaceWith(fresh);
  globalThis.htmx?.process(fresh);
  if (focused) {
    const again = fresh.querySelector(`#${CSS.escape(focused)}, [data-key="${CSS.escape(focused)}"]`);
    (again ?? fresh.querySelector("a, button"))?.focus({ preventScroll: true });
  }
}

/** Replace one element if it is not what the page has. Whether it was. */
export function mergeOne(old, fresh) {
  if (sources.get(old) === fresh.outerHTML) return false;
  remember(fresh);
  replace(old, fresh);
  return true;
}

/** Make a list's items those of another list, by id. `keep`: items that the other does not have stay (they
    are older). Returns the items that are new. */
export function mergeList(list, fresh, { keep = false } = {}) {
  const added = [];
  const items = [...fresh.children];
  const wanted = new Set(items.map((item) => item.id));
  if (!keep) for (const old of [...list.children]) if (!wanted.has(old.id)) leave(old);
  let before = null;
  for (const item of items) {
    const old = document.getElementById(item.id);
    if (old && old.parentElement === list) {
      mergeOne(old, item);
      const current = document.getElementById(item.id);
      const there = before ? before.nextElementSibling : list.firstElementChild;
      if (!keep && there !== current) {
        const focused = focusedInside(current) ? document.activeElement : null;
        if (before) before.after(current);
        else list.prepend(current);
        focused?.focus({ preventScroll: true });
      }
      before = current;
    } else {
      remember(item);
      if (before) before.after(item);
      else if (keep) list.append(item);
      else list.prepend(item);
      globalThis.htmx?.process(item);
      added.push(item);
      before = item;
    }
  }
  return added;
}

// An item goes; who had the focus in it finds it on the next one.
function leave(item) {
  const next = item.nextElementSibling ?? item.previousElementSibling;
  const focused = focusedInside(item);
  item.remove();
  if (focused) next?.querySelector("a, button")?.focus({ preventScroll: true });
}

/** Elements of an answer in HTML. Scripts in it do not run. */
export function parse(html) {
  const template = document.createElement("template");
  template.innerHTML = html;
  return template.content;
}

// The conversation as it is shown: every message once, in the server's order, what is not sent yet at the end.

import { label, language } from "./labels.js";
import { picture } from "./photos.js";

const LINK = /https?:\/\/[^\s<>"]*[^\s<>".,;:!?)，。；：！？）]/g;
const NEAR = 120; // pixels from the end that still count as reading the newest

function element(tag, className, ...children) {
  const made = document.createElement(tag);
  made.className = className;
  made.append(...children);
  return made;
}

// Text with its web addresses as links; `titled` ({url, title}) is one with a name. Nothing in a message is ever read as HTML.
function linked(text, titled) {
  const parts = [];
  let from = 0;
  for (const match of text.matchAll(LINK)) {
    const link = element("a", "", match[0] === titled?.url ? titled.title : match[0]);
    link.href = match[0];
    link.target = "_blank";
    link.rel = "noopener noreferrer";
    parts.push(text.slice(from, match.index), link);
    from = match.index + match[0].length;
  }
  return [...parts, text.slice(from)];
}

export class Log {
  #seen = new Set();
  #presence = { seq: 0, name: null }; // the last time that a person came or went

  // `onChoice` gets a pressed button's title and payload; `onEnlarge` a picture that was tapped.
  constructor(list, { onChoice, onEnlarge }) {
    this.list = list;
    this.area = list.parentElement;
    this.onChoice = onChoice;
    this.onEnlarge = onEnlarge;
    // Whoever reads the newest message stays with it while messages, pictures and the text box grow.
    this.following = true;
    this.area.addEventListener("scroll", () => (this.following = this.#atEnd));
    const growth = new ResizeObserver(() => this.following && this.toEnd());
    growth.observe(this.list);
    growth.observe(this.area);
  }

  get lastSeq() {
    return Math.max(0, ...this.#seen);
  }

  get #atEnd() {
    return this.area.scrollHeight - this.area.scrollTop - this.area.clientHeight < NEAR;
  }

  toEnd() {
    this.following = true;
    this.area.scrollTop = this.area.scrollHeight;
  }

  // The name of the person who has the conversation ("" when it has none to show), or null.
  get person() {
    return this.#presence.name;
  }

  // A message of the assistant or of a person. Returns false when it is already there.
  hear({ seq, text, buttons, image, custom, headings }, fresh) {
    if (this.#seen.has(seq)) return false;
    this.#seen.add(seq);
    const comes = custom.joined !== undefined;
    if ((comes || custom.left) && seq > this.#presence.seq) this.#presence = { seq, name: comes ? custom.joined : null };
    const byPerson = custom.person !== undefined;
    const message = this.#message(byPerson ? custom.person || label("customer_service") : label("assistant"), fresh);
    message.classList.toggle("person", byPerson);
    message.classList.toggle("event", comes || Boolean(custom.left));
    message.classList.toggle("handoff", Boolean(custom.handoff) && !comes);
    if (text) message.append(element("div", "bubble", ...linked(text, custom.link)));
    if (image) message.append(this.#image(image));
    if (custom.clauses?.length) message.append(this.#rules(custom.clauses, headings));
    if (buttons.length) message.append(this.#choices(buttons));
    this.#place(message, seq);
    return true;
  }

  // What the member said. Without a seq it stands at the end until `settle` gives it one.
  say({ seq = null, shown, previews = [] }, fresh) {
    const message = this.#message(label("you"), fresh);
    message.classList.add("mine");
    if (previews.length) {
      message.append(element("ul", "photos", ...previews.map((source) => element("li", "", picture(source)))));
    }
    if (shown) message.append(element("div", "bubble", shown));
    this.#place(message, seq);
    return message;
  }

  settle(message, seq) {
    this.note(message, "");
    message.dataset.seq = seq;
    const next = message.nextElementSibling;
    if (next?.dataset.seq && Number(next.dataset.seq) < seq) this.#place(message, seq);
  }

  // A line below a message about its delivery, with actions by label.
  note(message, text, actions = {}) {
    message.querySelector(".state")?.remove();
    if (!text) return;
    const line = element("p", "state", text);
    line.classList.toggle("failed", Object.keys(actions).length > 0);
    for (const [title, act] of Object.entries(actions)) {
      const button = element("button", "", title);
      button.type = "button";
      button.addEventListener("click", act);
      line.append(" ", button);
    }
    message.append(line);
  }

  // Buttons act only while theirs is the latest word: everything offered so far is put out of use.
  retire(before = Infinity) {
    for (const message of this.list.children) {
      if (Number(message.dataset.seq ?? Infinity) > before) continue;
      for (const button of message.querySelectorAll(".choices button")) button.disabled = true;
    }
  }

  #message(who, fresh) {
    const message = element("article", "message", element("span", "who", who));
    message.classList.toggle("fresh", fresh);
    return message;
  }

  #place(message, seq) {
    const later = seq === null ? null : [...this.list.children].find((other) => other !== message && Number(other.dataset.seq ?? Infinity) > seq);
    if (seq !== null) message.dataset.seq = seq;
    this.list.insertBefore(message, later ?? null);
  }

  #image({ src, alt }) {
    const image = element("img", "");
    image.src = src;
    image.alt = alt;
    const button = element("button", "picture", image);
    button.type = "button";
    button.title = label("enlarge");
    button.addEventListener("click", () => this.onEnlarge(image));
    return button;
  }

  #rules(clauses, headings) {
    const names = clauses.map((clause) => {
      const link = element("a", "", headings[clause]?.[language()] ?? clause.split("/").pop());
      link.href = `/faq#${clause}`;
      link.target = "rules";
      return link;
    });
    return element("p", "rules", label("rules"), ...names.flatMap((name) => [" · ", name]));
  }

  #choices(buttons) {
    return element(
      "ul",
      "choices",
      ...buttons.map(({ title, payload }) => {
        const button = element("button", "", title);
        button.type = "button";
        button.addEventListener("click", () => {
          button.classList.add("taken");
          this.onChoice(title, payload);
        });
        return element("li", "", button);
      }),
    );
  }
}

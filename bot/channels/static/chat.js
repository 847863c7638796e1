// Puts the page together: what the member does becomes a turn in the outbox, which is sent one by one.

import { Failure, listen, open, send, startAgain } from "./api.js";
import * as history from "./history.js";
import { label, speak } from "./labels.js";
import { Log } from "./log.js";
import { Outbox } from "./outbox.js";
import { Photos } from "./photos.js";

const FIRST_WAIT = 1_000;
const LONGEST_WAIT = 30_000;
const SERVER_FAILURES = 5; // after so many errors of the server in a row the member decides
const TYPING_AFTER = 350;

const at = (id) => document.getElementById(id);
const text = at("text");
const outbox = new Outbox();
const photos = new Photos(at("chosen"), at("problem"));
const log = new Log(at("log"), { onChoice: (title, payload) => say(payload, title), onEnlarge: enlarge });
const shown = new Map(); // id of an unsent turn -> its message in the log

let sending = false;
let reading = false;
let typing = false;
const held = []; // messages that came while a turn was under way; they follow once it has its place

// ---- showing ----

function showStatus() {
  at("status").textContent = typing ? label("typing") : reading ? label("reading") : "";
}

function hear(messages, fresh = true) {
  const added = messages.filter((message) => log.hear(message, fresh)).length;
  showPerson();
  if (added && fresh && !log.following) at("newest").hidden = false;
}

// Who is talking stands in the head of the page for as long as a person does.
function showPerson() {
  at("person").hidden = log.person === null;
  at("person").textContent = [log.person, label("customer_service")].filter(Boolean).join(" · ");
  at("tagline").hidden = log.person !== null;
}

function setReading(value) {
  reading = value;
  showStatus();
}

function enlarge(image) {
  const large = at("large").querySelector("img");
  large.src = image.src;
  large.alt = image.alt;
  at("large").showModal();
}

function fitText() {
  text.style.height = "auto";
  text.style.height = `${text.scrollHeight}px`;
}

// ---- saying ----

async function say(words, title = words, { files = [], previews = [] } = {}) {
  const turn = { id: crypto.randomUUID?.() ?? String(Math.random()).slice(2), at: Date.now() + Math.random(), text: words, shown: title, files, previews };
  log.retire();
  shown.set(turn.id, log.say(turn, true));
  log.toEnd();
  await outbox.put(turn);
  pump();
}

// Sends what waits, oldest first. A turn keeps its id, so one that got through unnoticed is not carried out twice.
async function pump() {
  if (sending) return;
  sending = true;
  let wait = FIRST_WAIT;
  let failures = 0;
  for (let turn; (turn = (await outbox.all())[0]); ) {
    const message = shown.get(turn.id) ?? log.say(turn, false);
    shown.set(turn.id, message);
    const slow = setTimeout(() => ((typing = true), showStatus()), TYPING_AFTER);
    try {
      const answer = await send(turn);
      await outbox.remove(turn);
      history.keep({ ...turn, seq: answer.seq });
      shown.delete(turn.id);
      log.settle(message, answer.seq);
      clearTimeout(slow);
      typing = false;
      setReading(answer.reading);
      hear([...answer.messages, ...held.splice(0)]);
      [wait, failures] = [FIRST_WAIT, 0];
    } catch (failure) {
      clearTimeout(slow);
      typing = false;
      showStatus();
      if (!(failure instanceof Failure)) throw failure;
      if (failure.code === "no_conversation") return location.reload();
      failures = failure.code === "network" ? 0 : failures + 1;
      if (failure.again && failures < SERVER_FAILURES) {
        log.note(message, label("waiting"));
        await pause(wait);
        wait = Math.min(wait * 2, LONGEST_WAIT);
      } else {
        await outbox.remove(turn);
        giveUp(turn, message, failure.code);
        failures = 0;
      }
    }
  }
  sending = false;
  hear(held.splice(0));
}

// A turn that the server does not take stays on the page until the member decides.
function giveUp(turn, message, code) {
  shown.delete(turn.id);
  const why = { too_large: "too_large", photo_too_large: "too_large", too_many_photos: "too_many_photos" }[code] ?? "not_sent";
  log.note(message, label(why), {
    [label("try_again")]: () => {
      message.remove();
      say(turn.text, turn.shown, turn);
    },
    [label("discard")]: () => message.remove(),
  });
}

// Waits, but not longer than until the connection is back.
function pause(milliseconds) {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, milliseconds);
    addEventListener("online", () => (clearTimeout(timer), resolve()), { once: true });
  });
}

function submit() {
  const words = text.value.trim();
  if (!words && photos.empty) return;
  text.value = "";
  fitText();
  say(words, words, photos.take());
}

// ---- wiring ----

at("composer").addEventListener("submit", (event) => {
  event.preventDefault();
  submit();
});
text.addEventListener("input", fitText);
text.addEventListener("keydown", (event) => {
  // While Chinese is being composed, Enter chooses a character.
  if (event.key !== "Enter" || event.shiftKey || event.isComposing || event.keyCode === 229) return;
  event.preventDefault();
  submit();
});
text.addEventListener("paste", (event) => {
  if (event.clipboardData.files.length) photos.add(event.clipboardData.files);
});
for (const input of [at("album"), at("camera")]) {
  input.addEventListener("change", async () => {
    await photos.add([...input.files]);
    input.value = "";
  });
}

const stage = document.querySelector("main");
stage.addEventListener("dragover", (event) => {
  event.preventDefault();
  stage.classList.add("dragging");
});
stage.addEventListener("dragleave", (event) => {
  if (!stage.contains(event.relatedTarget)) stage.classList.remove("dragging");
});
stage.addEventListener("drop", (event) => {
  event.preventDefault();
  stage.classList.remove("dragging");
  photos.add(event.dataTransfer.files);
});

for (const button of document.querySelectorAll("[data-language]")) {
  button.addEventListener("click", () => {
    speak(button.dataset.language);
    showStatus();
    showPerson();
    say(`/change_language${JSON.stringify({ language: button.dataset.language })}`, button.textContent);
  });
}
for (const button of document.querySelectorAll("[data-say]")) {
  button.addEventListener("click", () => {
    text.value = button.dataset.say;
    text.focus();
  });
}

at("new").addEventListener("click", () => at("sure").showModal());
at("sure").addEventListener("close", async () => {
  if (at("sure").returnValue !== "new") return;
  await startAgain();
  await outbox.clear();
  location.reload();
});
at("newest").addEventListener("click", () => log.toEnd());
log.area.addEventListener("scroll", () => {
  if (log.following) at("newest").hidden = true;
});

const showConnection = () => (at("offline").hidden = navigator.onLine);
addEventListener("online", showConnection);
addEventListener("offline", showConnection);

// ---- opening ----

async function start() {
  showConnection();
  if (matchMedia("(max-width: 860px)").matches) document.querySelector("aside details")?.removeAttribute("open");
  if (!history.belongsTo(document.body.dataset.conversation)) await outbox.clear();
  const mine = history.said();
  for (const turn of mine) log.say(turn, false);
  for (let wait = FIRST_WAIT; ; wait = Math.min(wait * 2, LONGEST_WAIT)) {
    try {
      const { messages, reading: busy } = await open();
      hear(messages, false);
      setReading(busy);
      break;
    } catch (failure) {
      if (!(failure instanceof Failure) || !failure.again) throw failure;
      await pause(wait);
    }
  }
  log.retire(Math.max(0, ...mine.map(({ seq }) => seq)));
  log.toEnd();
  at("log").removeAttribute("aria-busy"); // from here on a screen reader says what is new
  const later = (message) => (sending ? held.push(message) : hear([message]));
  listen(() => log.lastSeq, later, setReading);
  pump();
}

start();

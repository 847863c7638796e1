// The counter's page: a code comes from the camera, a picture or the keyboard; the answer is shown large.

import { label, language } from "./labels.js";
import { Camera, readFile } from "./scanner.js";
import "./switch.js";

const PATIENCE = 15_000;
const LOOKS = { valid: "open", used_now: "good", copied: "care", wrong_shop: "care", unknown: "care", too_many: "care", signed_out: "care", checking: "busy", waiting: "waiting" };

const at = (id) => document.getElementById(id);
const camera = new Camera(at("video"), (text) => check(text));

let busy = false;
let shown = { what: "waiting" };
let token = "";

// ---- checking ----

const mode = () => document.querySelector("[name=mode]:checked").value;

async function check(text, use = mode() === "use") {
  if (busy) return;
  busy = true;
  camera.looking = false;
  token = text.replace(/\s/g, "").toUpperCase();
  complain("");
  show({ what: "checking" });
  show(await ask(token, use));
  busy = false;
}

async function ask(token, use) {
  let response;
  try {
    response = await fetch("/verify", {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify({ token, use }),
      signal: AbortSignal.timeout(PATIENCE),
    });
    if (response.ok) {
      const answer = await response.json();
      return { what: answer.used_now ? "used_now" : answer.verdict, answer };
    }
  } catch {
    return { what: "unknown" };
  }
  if (response.status === 429) return { what: "too_many" };
  return { what: response.status === 401 || response.status === 403 ? "signed_out" : "unknown" };
}

// ---- showing ----

function show(news) {
  shown = news;
  const { what, answer } = news;
  const over = !["waiting", "checking"].includes(what);
  const headline = over ? label(answer ? `verdict_${what}` : what) : "";
  const explanation = answer ? answer.text[language()] : label(over ? `${what}_about` : what);
  at("verdict").dataset.look = LOOKS[what] ?? "bad";
  at("headline").textContent = headline;
  at("explanation").textContent = explanation;
  at("day").hidden = !answer?.valid_until;
  at("day").textContent = answer?.valid_until ? `${label("last_day")} · ${longDate(answer.valid_until)}` : "";
  at("use-now").hidden = what !== "valid";
  at("next").hidden = !over;
  if (over && busy) {
    at(what === "valid" ? "use-now" : "next").focus({ preventScroll: true });
    scrollTo({ top: 0 });
    navigator.vibrate?.(["good", "open"].includes(LOOKS[what]) ? 80 : [80, 60, 80]);
  }
}

const longDate = (day) => new Intl.DateTimeFormat(language() === "en" ? "en-GB" : language(), { dateStyle: "long", timeZone: "UTC" }).format(new Date(day));

function complain(key) {
  at("problem").dataset.key = key;
  at("problem").textContent = key && label(key);
  at("problem").hidden = !key;
}

function showCamera() {
  at("video").hidden = !camera.on;
  at("camera").textContent = label(camera.on ? "stop_camera" : "start_camera");
  at("aim").hidden = !camera.on;
  at("camera").setAttribute("aria-pressed", String(camera.on));
  at("view").classList.toggle("on", camera.on);
}

// ---- what the staff do ----

at("camera").addEventListener("click", async () => {
  complain("");
  try {
    camera.on ? camera.stop() : await camera.start();
  } catch {
    camera.stop();
    complain("no_camera");
  }
  showCamera();
});

at("picture").addEventListener("change", async (event) => {
  const [file] = event.target.files;
  if (!file) return;
  const text = await readFile(file);
  event.target.value = "";
  text ? check(text) : complain("no_code");
});

at("typed").addEventListener("submit", (event) => {
  event.preventDefault();
  check(at("token").value);
});

at("use-now").addEventListener("click", () => check(token, true));

at("next").addEventListener("click", () => {
  if (shown.what === "signed_out") return location.reload();
  at("token").value = "";
  show({ what: "waiting" });
  camera.looking = camera.on;
  (camera.on ? at("camera") : at("token")).focus({ preventScroll: true });
});

document.addEventListener("language", () => {
  show(shown);
  showCamera();
  complain(at("problem").dataset.key ?? "");
});

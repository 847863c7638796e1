// A voucher's page: keeps its code fresh, counts down to the next one, and says when the voucher is over.

import { label, language } from "./labels.js";
import "./switch.js";

const LOOK_EVERY = 3_000; // so that the page soon knows that the voucher was used
const LATE = 2_000; // after its time a code is hidden: a shop would call it an old one

const at = (id) => document.getElementById(id);
const ticket = at("ticket");

let shown = JSON.parse(at("shown").textContent);
let changes = 0; // when the code does, by this device's clock
let looking = false;

function show(news) {
  const picture = at("qr");
  const live = news.state === "valid";
  if (live) {
    changes = Date.now() + news.left * 1_000;
    if (picture.src !== news.picture) picture.src = news.picture;
    at("token").textContent = news.token;
  } else {
    picture.removeAttribute("src");
    at("token").textContent = "";
    at("state").textContent = label(`state_${news.state}`);
    at("about").textContent = news.about[language()];
  }
  ticket.dataset.state = news.state;
  at("live").hidden = !live;
  at("over").hidden = live;
  shown = news;
}

async function look() {
  if (looking || document.hidden) return;
  looking = true;
  try {
    const response = await fetch(`/voucher/${ticket.dataset.link}/code`, { signal: AbortSignal.timeout(5_000) });
    if (response.status === 404) location.reload(); // the link has ended, and the page says so
    if (response.ok) show(await response.json());
  } catch {
    // Without a connection the code grows old, and the countdown hides it.
  } finally {
    looking = false;
  }
}

function tick() {
  if (shown.state !== "valid") return;
  const left = changes - Date.now();
  const stale = left < -LATE;
  at("qr").classList.toggle("hidden", stale);
  at("stale").hidden = !stale;
  at("seconds").textContent = Math.max(0, Math.ceil(left / 1_000));
  at("ring").style.strokeDashoffset = 100 - Math.max(0, Math.min(100, left / (shown.step * 10)));
  if (left <= 0) look();
}

show(shown);
at("qr").alt = label("qr");
tick();
setInterval(tick, 250);
setInterval(look, LOOK_EVERY);
document.addEventListener("visibilitychange", () => (tick(), look()));
document.addEventListener("language", () => {
  at("qr").alt = label("qr");
  show({ ...shown, left: (changes - Date.now()) / 1_000 });
});
navigator.wakeLock?.request("screen").catch(() => {}); // a code that goes dark at the counter helps nobody

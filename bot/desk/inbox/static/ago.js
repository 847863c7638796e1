// How long ago something was, kept up to date. The product's clock may differ from the browser's (a demo).

const page = document.getElementById("inbox");
const offset = Date.parse(page.dataset.now) - Date.now();
const language = document.documentElement.lang;
const locale = { "zh-Hant": "zh-HK", "zh-Hans": "zh-CN" }[language] ?? "en-GB";

const units = [
  ["day", 86400],
  ["hour", 3600],
  ["minute", 60],
];
const formats = new Map(
  units.map(([unit]) => [unit, new Intl.NumberFormat(locale, { style: "unit", unit, unitDisplay: "short" })]),
);
const WARM = 10 * 60;
const HOT = 30 * 60;

function told(seconds) {
  if (seconds < 60) return `<${formats.get("minute").format(1)}`;
  const [unit, size] = units.find(([, size]) => seconds >= size);
  return formats.get(unit).format(Math.floor(seconds / size));
}

/** Bring every time below an element up to date. */
export function tell(root = document) {
  const now = Date.now() + offset;
  for (const time of root.querySelectorAll("time.ago")) {
    const seconds = (now - Date.parse(time.dateTime)) / 1000;
    const words = told(seconds);
    if (time.textContent !== words) time.textContent = words;
    if (!time.classList.contains("wait")) continue;
    time.classList.toggle("warm", seconds >= WARM && seconds < HOT);
    time.classList.toggle("hot", seconds >= HOT);
  }
}

setInterval(tell, 10_000);

// The queue of sets: one key leads to the next one.

import { keys } from "/desk/static/desk.js";

const start = document.getElementById("start");
keys.add("n", start.dataset.key, () => start.click());

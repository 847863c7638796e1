// A viewer of photos: one at a time, moved, enlarged and turned by hand, by wheel and by key. Photos are kept in
// memory while the page is open, so that those of the next set are there when it comes.

const kept = new Map(); // address -> promise of a blob's address
const MOST_KEPT = 16;

/** The photo at an address, as an address in memory. */
export function load(address) {
  if (!kept.has(address)) {
    const wanted = fetch(address).then(async (answer) => {
      if (!answer.ok) throw Object.assign(new Error(address), { status: answer.status });
      return URL.createObjectURL(await answer.blob());
    });
    wanted.catch(() => kept.delete(address)); // to be tried again
    kept.set(address, wanted);
    for (const [old, photo] of [...kept].slice(0, Math.max(0, kept.size - MOST_KEPT))) {
      kept.delete(old);
      photo.then(URL.revokeObjectURL, () => {});
    }
  }
  return kept.get(address);
}

const ZOOM = 1.3;
const LARGEST = 8;

export class PhotoViewer {
  /** `says` has the words for a photo that is loading or failed. */
  constructor(element, addresses, says) {
    this.element = element;
    this.addresses = addresses;
    this.says = says;
    this.names = JSON.parse(element.dataset.names);
    this.sheet = element.querySelector(".sheet");
    this.image = element.querySelector("img");
    this.places = element.querySelector("svg");
    this.note = element.querySelector(".viewer-note");
    this.shown = -1;
    this.turns = new Map(); // quarters clockwise, by photo
    this.boxes = []; // {field, box} of the photo that is shown
    this.watchers = [];
    this.listen();
    new ResizeObserver(() => this.fit()).observe(element);
  }

  /** Call back with the number of each photo that is shown, once it is there. */
  onShown(call) {
    this.watchers.push(call);
  }

  async show(number) {
    if (number < 0 || number >= this.addresses.length) return;
    this.shown = number;
    const address = this.addresses[number];
    this.boxes = [];
    this.draw();
    this.image.alt = this.names[number];
    for (const tab of this.tabs()) tab.setAttribute("aria-pressed", String(Number(tab.dataset.show) === number));
    if (!address) {
      this.say(this.element.dataset.deleted);
      return;
    }
    this.say(this.says.loading);
    try {
      const source = await load(address);
      if (this.shown !== number) return;
      this.image.src = source;
      await this.image.decode();
      if (this.shown !== number) return;
      this.say("");
      this.fit();
      for (const call of this.watchers) call(number);
    } catch (error) {
      if (this.shown !== number) return;
      this.image.removeAttribute("src");
      this.say(error.status === 410 ? this.element.dataset.deleted : this.says.failed, error.status !== 410);
    }
  }

  tabs() {
    return this.element.closest(".beside, .photos").querySelectorAll("[data-show]");
  }

  say(text, again = false) {
    this.note.hidden = !text;
    this.note.querySelector("p").textContent = text;
    const button = this.note.querySelector("button");
    button.hidden = !again;
    button.textContent = this.says.again;
    this.sheet.hidden = Boolean(text);
  }

  // -- where the picture is: scale, quarters turned, and the middle of the view in its own pixels

  get size() {
    return [this.image.naturalWidth || 1, this.image.naturalHeight || 1];
  }

  get quarters() {
    return this.turns.get(this.shown) ?? 0;
  }

  fit() {
    const [width, height] = this.size;
    const lying = this.quarters % 2 === 1;
    const room = this.element.getBoundingClientRect();
    if (!room.width) return;
    this.smallest = Math.min((room.width - 16) / (lying ? height : width), (room.height - 16) / (lying ? width : height));
    this.scale = this.smallest;
    [this.x, this.y] = [width / 2, height / 2];
    this.place();
  }

  place() {
    const room = this.element.getBoundingClientRect();
    const [width, height] = this.size;
    this.sheet.style.width = `${width}px`;
    this.sheet.style.height = `${height}px`;
    this.sheet.style.transform = `translate(${room.width / 2}px, ${room.height / 2}px) rotate(${this.quarters * 90}deg) scale(${this.scale}) translate(${-this.x}px, ${-this.y}px)`;
    this.element.classList.toggle("enlarged", this.scale > this.smallest * 1.01);
    this.places.style.setProperty("--thin", String(2.5 / this.scale));
  }

  zoom(factor) {
    this.scale = Math.min(LARGEST, Math.max(this.smallest * 0.8, this.scale * factor));
    this.place();
  }

  turn() {
    this.turns.set(this.shown, (this.quarters + 1) % 4);
    this.fit();
  }

  /** Move the view by pixels of the screen. */
  move(right, down) {
    const angle = (-this.quarters * Math.PI) / 2;
    const [width, height] = this.size;
    const x = (right * Math.cos(angle) - down * Math.sin(angle)) / this.scale;
    const y = (right * Math.sin(angle) + down * Math.cos(angle)) / this.scale;
    this.x = Math.min(width, Math.max(0, this.x + x));
    this.y = Math.min(height, Math.max(0, this.y + y));
    this.place();
  }

  /** Bring a box into view, where it is large enough to be read. */
  look([left, top, right, bottom]) {
    const room = this.element.getBoundingClientRect();
    const lying = this.quarters % 2 === 1;
    const wanted = (0.7 * (lying ? room.height : room.width)) / Math.max(1, right - left);
    this.scale = Math.max(this.smallest, Math.min(1.6, wanted));
    [this.x, this.y] = [(left + right) / 2, (top + bottom) / 2];
    this.place();
  }

  // -- places on the picture

  mark(boxes, current) {
    this.boxes = boxes;
    this.current = current;
    this.draw();
  }

  draw() {
    const [width, height] = this.size;
    this.places.setAttribute("viewBox", `0 0 ${width} ${height}`);
    this.places.replaceChildren(
      ...this.boxes.map(({ field, box: [left, top, right, bottom] }) => {
        const rect = document.createElementNS("http://www.w3.org/2000/svg", "rect");
        const values = { x: left - 6, y: top - 6, width: right - left + 12, height: bottom - top + 12, rx: 6 };
        for (const [name, value] of Object.entries(values)) rect.setAttribute(name, String(value));
        rect.classList.toggle("current", field === this.current);
        return rect;
      }),
    );
  }

  /** Paint the part of the shown photo inside a box onto a canvas. */
  crop(canvas, [left, top, right, bottom]) {
    const around = Math.max(6, (bottom - top) * 0.3);
    const [width, height] = this.size;
    const x = Math.max(0, left - around);
    const y = Math.max(0, top - around);
    const w = Math.min(width, right + around) - x;
    const h = Math.min(height, bottom + around) - y;
    const tall = 34 * Math.min(2, devicePixelRatio || 1);
    canvas.height = tall;
    canvas.width = Math.max(1, Math.round((w / h) * tall));
    canvas.getContext("2d").drawImage(this.image, x, y, w, h, 0, 0, canvas.width, canvas.height);
  }

  // -- hands and keys

  listen() {
    const { element } = this;
    element.addEventListener(
      "wheel",
      (event) => {
        event.preventDefault();
        this.zoom(event.deltaY < 0 ? 1.15 : 1 / 1.15);
      },
      { passive: false },
    );
    const fingers = new Map();
    let apart = 0;
    element.addEventListener("pointerdown", (event) => {
      if (event.target.closest("button")) return;
      element.setPointerCapture(event.pointerId);
      fingers.set(event.pointerId, event);
      apart = 0;
    });
    element.addEventListener("pointermove", (event) => {
      const before = fingers.get(event.pointerId);
      if (!before) return;
      fingers.set(event.pointerId, event);
      if (fingers.size === 1) this.move(before.clientX - event.clientX, before.clientY - event.clientY);
      if (fingers.size === 2) {
        const [one, two] = [...fingers.values()];
        const now = Math.hypot(one.clientX - two.clientX, one.clientY - two.clientY);
        if (apart) this.zoom(now / apart);
        apart = now;
      }
    });
    for (const end of ["pointerup", "pointercancel"]) element.addEventListener(end, (event) => fingers.delete(event.pointerId));
    element.addEventListener("dblclick", () => (this.scale > this.smallest * 1.01 ? this.fit() : this.zoom(2.5)));
    element.addEventListener("keydown", (event) => {
      const steps = { ArrowLeft: [-60, 0], ArrowRight: [60, 0], ArrowUp: [0, -60], ArrowDown: [0, 60] };
      if (!steps[event.key] || event.ctrlKey || event.metaKey || event.altKey) return;
      event.preventDefault();
      this.move(...steps[event.key]);
    });
    this.note.querySelector("button").addEventListener("click", () => this.show(this.shown));
  }

  do(what) {
    const acts = { in: () => this.zoom(ZOOM), out: () => this.zoom(1 / ZOOM), fit: () => this.fit(), turn: () => this.turn() };
    acts[what]?.();
  }
}

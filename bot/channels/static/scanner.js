// QR codes in pictures and in the camera's view: by the browser's own detector, or by the one we bring along.

const LONGEST_SIDE = 900; // pixels; more only takes longer
const BETWEEN_LOOKS = 120;
const GONE_AFTER = 8; // looks in a row without a code

const canvas = document.createElement("canvas");
const drawing = canvas.getContext("2d", { willReadFrequently: true });

async function builtIn() {
  try {
    const formats = await BarcodeDetector.getSupportedFormats();
    return formats.includes("qr_code") ? new BarcodeDetector({ formats: ["qr_code"] }) : null;
  } catch {
    return null;
  }
}
const detector = builtIn();

// The text of the code in a picture or a video's frame, or null.
export async function read(source, width, height) {
  try {
    const found = await (await detector)?.detect(source);
    if (found?.length) return found[0].rawValue;
  } catch {
    // Some browsers offer a detector that their system cannot run.
  }
  const { decodeQR } = await import("./vendor/qr/decode.js");
  const scale = Math.min(1, LONGEST_SIDE / Math.max(width, height));
  canvas.width = Math.max(1, Math.round(width * scale));
  canvas.height = Math.max(1, Math.round(height * scale));
  drawing.drawImage(source, 0, 0, canvas.width, canvas.height);
  try {
    return decodeQR(drawing.getImageData(0, 0, canvas.width, canvas.height));
  } catch {
    return null;
  }
}

// The text of the code in a picture file, or null.
export async function readFile(file) {
  let picture;
  try {
    picture = await createImageBitmap(file);
  } catch {
    return null;
  }
  const text = await read(picture, picture.width, picture.height);
  picture.close();
  return text;
}

// Shows the camera in a video and hands over each code it sees while `looking`; the same code again only after
// it was out of sight, so that a phone left before the camera is not checked twice.
export class Camera {
  looking = false;
  #stream = null;

  constructor(video, onCode) {
    this.video = video;
    this.onCode = onCode;
  }

  get on() {
    return this.#stream !== null;
  }

  // Throws where there is no camera or it is not allowed.
  async start() {
    this.#stream = await navigator.mediaDevices.getUserMedia({ audio: false, video: { facingMode: "environment", width: { ideal: 1280 } } });
    this.video.srcObject = this.#stream;
    await this.video.play();
    this.looking = true;
    this.#watch();
  }

  stop() {
    for (const track of this.#stream?.getTracks() ?? []) track.stop();
    this.#stream = null;
    this.looking = false;
    this.video.srcObject = null;
  }

  async #watch() {
    const stream = this.#stream;
    let last = null;
    let empty = 0;
    while (this.#stream === stream) {
      const text = this.video.videoWidth ? await read(this.video, this.video.videoWidth, this.video.videoHeight) : null;
      empty = text ? 0 : empty + 1;
      if (empty === GONE_AFTER) last = null;
      if (text && text !== last && this.looking && this.#stream === stream) {
        last = text;
        this.looking = false;
        this.onCode(text);
      }
      await new Promise((done) => setTimeout(done, BETWEEN_LOOKS));
    }
  }
}

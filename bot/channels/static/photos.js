// Photos chosen for the next turn: from the album, the camera, a drop or the clipboard, each with a preview.

import { label, limits } from "./labels.js";

const PREVIEW = 240; // pixels of the longer side

// A small picture to show, or null for what the browser cannot draw (HEIC, PDF).
async function preview(file) {
  try {
    const bitmap = await createImageBitmap(file, { resizeWidth: PREVIEW, resizeQuality: "medium" });
    const canvas = document.createElement("canvas");
    canvas.width = bitmap.width;
    canvas.height = bitmap.height;
    canvas.getContext("2d").drawImage(bitmap, 0, 0);
    bitmap.close();
    return canvas.toDataURL("image/jpeg", 0.7);
  } catch {
    return null;
  }
}

export class Photos {
  #chosen = [];

  constructor(list, problem) {
    this.list = list;
    this.problem = problem;
  }

  get empty() {
    return this.#chosen.length === 0;
  }

  async add(files) {
    this.#complain("");
    for (const file of files) {
      if (file.size > limits.photo) this.#complain(label("too_large"));
      else if (this.#chosen.length >= limits.photos) this.#complain(label("too_many_photos"));
      else {
        const photo = { file, preview: null };
        this.#chosen.push(photo);
        photo.preview = await preview(file);
      }
    }
    this.#show();
  }

  // The photos, which are no longer chosen afterwards.
  take() {
    const taken = this.#chosen;
    this.#chosen = [];
    this.#complain("");
    this.#show();
    return { files: taken.map(({ file }) => file), previews: taken.map((photo) => photo.preview ?? photo.file.name) };
  }

  #complain(text) {
    this.problem.textContent = text;
    this.problem.hidden = !text;
  }

  #show() {
    this.list.hidden = this.empty;
    this.list.replaceChildren(
      ...this.#chosen.map((photo, index) => {
        const item = document.createElement("li");
        const remove = document.createElement("button");
        remove.type = "button";
        remove.textContent = "×";
        remove.setAttribute("aria-label", `${label("remove_photo")} (${index + 1})`);
        remove.addEventListener("click", () => {
          this.#chosen = this.#chosen.filter((other) => other !== photo);
          this.#show();
        });
        item.append(picture(photo.preview ?? photo.file.name), remove);
        return item;
      }),
    );
  }
}

// A preview as an element: the picture, or the name of a file that cannot be drawn.
export function picture(source) {
  if (!source.startsWith("data:image/")) {
    const name = document.createElement("span");
    name.textContent = source;
    return name;
  }
  const image = document.createElement("img");
  image.src = source;
  image.alt = label("photo");
  return image;
}

// The language switch of a page. Whatever the page says beyond its labels follows the event `language`.

import { speak } from "./labels.js";

for (const button of document.querySelectorAll("[data-language]")) {
  button.addEventListener("click", () => {
    speak(button.dataset.language);
    document.dispatchEvent(new Event("language"));
  });
}

// The preview follows what is typed; a notice is sent as it was kept, never as it stands in the form.
const form = document.getElementById("notice");
const send = document.querySelector("[data-saved-only]");

form.addEventListener("input", (event) => {
  const preview = event.target.dataset.preview;
  if (preview) document.getElementById(preview).textContent = event.target.value;
  if (send) {
    send.querySelector("button").disabled = true;
    send.querySelector("[data-unsaved]").hidden = false;
  }
});

// "Same as the day before": copies a weekday's times to the next one.

for (const button of document.querySelectorAll("[data-copy]")) {
  button.addEventListener("click", () => {
    const weekday = Number(button.dataset.copy);
    for (const field of document.querySelectorAll(`[name^="${weekday}."]`)) {
      const before = document.querySelector(`[name="${weekday - 1}${field.name.slice(String(weekday).length)}"]`);
      field.value = before ? before.value : "";
    }
  });
}

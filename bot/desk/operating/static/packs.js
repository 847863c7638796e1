// Finds clauses on the page by their words, numbers and figures, in any of the three languages.

const field = document.getElementById("find-clause");
const none = document.getElementById("none-found");
const clauses = [...document.querySelectorAll(".clause")].map((clause) => [clause, clause.textContent.toLowerCase()]);

field.addEventListener("input", () => {
  const words = field.value.toLowerCase().split(/\s+/).filter(Boolean);
  for (const [clause, text] of clauses) clause.hidden = !words.every((word) => text.includes(word));
  let shown = false;
  for (const topic of document.querySelectorAll(".topic")) {
    topic.hidden = !topic.querySelector(".clause:not([hidden])");
    shown ||= !topic.hidden;
  }
  none.textContent = shown ? "" : field.dataset.none;
  none.hidden = shown;
});

// The page's own words, in the language that the page shows.

const settings = JSON.parse(document.getElementById("settings").textContent);

export const limits = settings.limits;

export const language = () => document.documentElement.lang;

export const label = (key) => settings.labels[language()][key];

// Show the page in a language, and remember it for the next visit.
export function speak(tag) {
  document.documentElement.lang = tag;
  document.cookie = `language=${tag}; path=/; max-age=31536000; samesite=lax`;
  document.title = label("title");
  for (const element of document.querySelectorAll("[data-label]")) element.textContent = label(element.dataset.label);
  for (const element of document.querySelectorAll("[data-aria-label]")) element.setAttribute("aria-label", label(element.dataset.ariaLabel));
  for (const element of document.querySelectorAll("[data-title]")) element.title = label(element.dataset.title);
  for (const element of document.querySelectorAll("[data-placeholder]")) element.placeholder = label(element.dataset.placeholder);
  for (const button of document.querySelectorAll("[data-language]")) {
    button.setAttribute("aria-pressed", String(button.dataset.language === tag));
  }
}

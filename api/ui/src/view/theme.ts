// Light, dark, or what the system says. The style sheet does the rest.

import { lastingMemory } from "../memory";

const root = document.documentElement;

for (const choice of document.querySelectorAll<HTMLInputElement>("input[name=theme]")) {
  choice.checked = choice.value === (root.dataset["theme"] ?? "");
  choice.addEventListener("change", () => {
    if (choice.value) root.dataset["theme"] = choice.value;
    else delete root.dataset["theme"];
    lastingMemory.set("theme", choice.value);
  });
}

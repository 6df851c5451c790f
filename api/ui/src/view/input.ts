// What the program reads: prepared before it runs, or typed while it runs.

import { lastingMemory } from "../memory";
import { element } from "./element";

const stdin = element("stdin", HTMLTextAreaElement);
const tab = element("tab-input");
const ways = [...document.querySelectorAll<HTMLInputElement>("input[name=way]")];

/** Whether the user is to type while the program runs. */
export function isTyped(): boolean {
  return ways.some(({ checked, value }) => checked && value === "typed");
}

export function prepared(): string {
  return stdin.value;
}

/** setPrepared fills the field with the input of last time. */
export function setPrepared(text: string): void {
  stdin.value = text;
  show();
}

/** onInput sets what happens when the prepared input is another one. */
export function onInput(action: () => void): void {
  stdin.addEventListener("input", () => {
    show();
    action();
  });
}

function show(): void {
  const typed = isTyped();
  element("prepared").hidden = typed;
  element("typed").hidden = !typed;
  tab.toggleAttribute("data-filled", typed || stdin.value !== "");
}

for (const way of ways) {
  way.checked = way.value === (lastingMemory.get("way") ?? "prepared");
  way.addEventListener("change", () => {
    lastingMemory.set("way", way.value);
    show();
  });
}
if (!ways.some(({ checked }) => checked)) ways[0]!.checked = true;
show();

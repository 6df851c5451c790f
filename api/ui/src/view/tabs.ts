// Tabs as the ARIA Authoring Practices have them: arrow keys go from tab to tab,
// and the tab key into the panel.

import { element } from "./element";

export type Tab = "output" | "input" | "history";

const names: readonly Tab[] = ["output", "input", "history"];
const opened = new Map<Tab, () => void>();

const tabOf = (name: Tab) => element(`tab-${name}`, HTMLButtonElement);

/** openTab shows one panel and hides the others. */
export function openTab(name: Tab): void {
  for (const other of names) {
    const chosen = other === name;
    tabOf(other).setAttribute("aria-selected", String(chosen));
    tabOf(other).tabIndex = chosen ? 0 : -1;
    element(`panel-${other}`).hidden = !chosen;
  }
  opened.get(name)?.();
}

/** isOpen reports whether this panel is the one that shows. */
export function isOpen(name: Tab): boolean {
  return !element(`panel-${name}`).hidden;
}

/** onOpen sets what happens whenever a panel is opened. */
export function onOpen(name: Tab, action: () => void): void {
  opened.set(name, action);
}

for (const [i, name] of names.entries()) {
  const tab = tabOf(name);
  tab.addEventListener("click", () => openTab(name));
  tab.addEventListener("keydown", (event) => {
    const next = { ArrowRight: i + 1, ArrowLeft: i - 1, Home: 0, End: names.length - 1 }[event.key];
    if (next === undefined) return;
    event.preventDefault();
    const target = names.at(next % names.length)!;
    openTab(target);
    tabOf(target).focus();
  });
}

// Keys that work wherever the keyboard is. They come before the editor's own.

export type Shortcut = "run" | "stop";

const actions = new Map<Shortcut, () => void>();

export function onShortcut(name: Shortcut, action: () => void): void {
  actions.set(name, action);
}

document.addEventListener("keydown", (event) => {
  const name = shortcutOf(event);
  if (!name || document.querySelector("dialog[open]")) return;
  event.preventDefault();
  event.stopPropagation();
  if (!event.repeat) actions.get(name)?.();
}, { capture: true });

/** Ctrl or Cmd with Enter runs, with Shift besides it stops. */
function shortcutOf(event: KeyboardEvent): Shortcut | undefined {
  if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey) || event.altKey) return undefined;
  return event.shiftKey ? "stop" : "run";
}

// The API key, for services that want one. It is kept as long as the tab lives.

import { element } from "../view/element";
import { tabMemory } from "../memory";

const dialog = element("key-dialog", HTMLDialogElement);
const form = element("key-form", HTMLFormElement);
const input = element("key", HTMLInputElement);
const refusal = element("key-refused");

let asking: Promise<boolean> | undefined;

/** authorization returns the header that carries the key, if there is one. */
export function authorization(): Record<string, string> {
  const key = tabMemory.get("key");
  return key ? { Authorization: `Bearer ${key}` } : {};
}

/**
 * askForKey asks for a key in the place of the one that was refused, and
 * reports whether there is one to try. Requests that fail together ask once.
 */
export async function askForKey(refused: Record<string, string>): Promise<boolean> {
  if (refused["Authorization"] !== authorization()["Authorization"]) return true; // entered meanwhile
  asking ??= ask("Authorization" in refused).finally(() => { asking = undefined; });
  return asking;
}

function ask(again: boolean): Promise<boolean> {
  refusal.hidden = !again;
  input.value = "";
  dialog.returnValue = "";
  dialog.showModal();
  return new Promise((resolve) => {
    dialog.addEventListener("close", () => {
      const given = dialog.returnValue === "use" && input.value.trim() !== "";
      if (given) tabMemory.set("key", input.value.trim());
      input.value = "";
      resolve(given);
    }, { once: true });
  });
}

form.addEventListener("submit", (event) => {
  event.preventDefault(); // nothing is sent: the page's policy forbids it
  dialog.close("use");
});
element("key-cancel", HTMLButtonElement).addEventListener("click", () => dialog.close());

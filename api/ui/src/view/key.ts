// The dialog that asks for an API key.

import { onKeyWanted } from "../api/key";
import { element } from "./element";

const dialog = element("key-dialog", HTMLDialogElement);
const form = element("key-form", HTMLFormElement);
const input = element("key", HTMLInputElement);
const refusal = element("key-refused");

onKeyWanted((again) => {
  refusal.hidden = !again;
  input.value = "";
  dialog.returnValue = "";
  dialog.showModal();
  return new Promise((resolve) => {
    dialog.addEventListener("close", () => {
      const key = input.value.trim();
      input.value = "";
      resolve(dialog.returnValue === "use" && key ? key : null);
    }, { once: true });
  });
});

form.addEventListener("submit", (event) => {
  event.preventDefault(); // nothing is sent: the page's policy forbids it
  dialog.close("use");
});
element("key-cancel", HTMLButtonElement).addEventListener("click", () => dialog.close());

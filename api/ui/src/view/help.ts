import { element } from "./element";

const dialog = element("help-dialog", HTMLDialogElement);

element("help", HTMLButtonElement).addEventListener("click", () => dialog.showModal());
element("help-close", HTMLButtonElement).addEventListener("click", () => dialog.close());
dialog.addEventListener("click", (event) => {
  if (event.target === dialog) dialog.close(); // outside of what it holds
});

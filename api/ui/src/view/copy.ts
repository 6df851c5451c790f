import { announce } from "./announce";
import { consoleText } from "./console";
import { element } from "./element";

const button = element("copy", HTMLButtonElement);
const words = element("copy-words");

// Plain HTTP has no clipboard, but for this machine's own.
button.hidden = navigator.clipboard === undefined;

button.addEventListener("click", async () => {
  try {
    await navigator.clipboard.writeText(consoleText());
    say("Copied");
  } catch {
    say("Not copied");
  }
});

function say(outcome: string): void {
  words.textContent = outcome;
  announce(outcome);
  setTimeout(() => { words.textContent = "Copy"; }, 2000);
}

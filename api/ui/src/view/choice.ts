// The bar above the program that lets the user choose between two programs.

import type { Text } from "../draft/store";
import { announce } from "./announce";
import { element } from "./element";

const root = element("choice");
const text = element("choice-text");
const other = element("choice-other", HTMLDetailsElement);
const code = element("choice-code");
const stay = element("choice-stay", HTMLButtonElement);
const turn = element("choice-turn", HTMLButtonElement);

/** What is offered besides the program that is in the editor. */
export interface Choice {
  text: string;
  other: Text; // can be looked at before it is chosen
  stay: [words: string, action: () => void]; // with what the editor has
  turn: [words: string, action: () => void]; // to the other
}

let actions: Pick<Choice, "stay" | "turn"> | undefined;

/** offer shows the bar until one of the two is chosen. */
export function offer(choice: Choice): void {
  actions = choice;
  text.textContent = choice.text;
  code.textContent = choice.other.code;
  other.open = false;
  stay.textContent = choice.stay[0];
  turn.textContent = choice.turn[0];
  root.hidden = false;
  announce(choice.text);
}

/** withdraw takes the bar away without a choice. */
export function withdraw(): void {
  actions = undefined;
  root.hidden = true;
}

function chosen(which: "stay" | "turn"): void {
  const action = actions?.[which][1];
  withdraw();
  action?.();
}

stay.addEventListener("click", () => chosen("stay"));
turn.addEventListener("click", () => chosen("turn"));

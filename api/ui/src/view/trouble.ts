// The line that tells of a lost connection or a busy service, and of the next try.

import type { Problem } from "../api/problem";
import { tryNow, type Trouble } from "../run/patience";
import { explain } from "../words/problems";
import { announce } from "./announce";
import { element } from "./element";

const root = element("trouble");
const text = element("trouble-text");
const countdown = element("trouble-countdown");

let ticking: ReturnType<typeof setInterval> | undefined;

/** showTrouble shows why nothing happens, and when the next try is made. */
export const showTrouble: Trouble = (problem: Problem | null, retryAt: number) => {
  clearInterval(ticking);
  if (!problem) {
    if (!root.hidden) announce("The connection is back.");
    root.hidden = true;
    return;
  }
  const tick = () => {
    const left = Math.ceil((retryAt - Date.now()) / 1000);
    countdown.textContent = left > 0 ? `Next try in ${left}\u00A0s.` : "Trying again…";
  };
  if (text.textContent !== explain(problem) || root.hidden) announce(`${explain(problem)} The page keeps trying.`);
  text.textContent = explain(problem);
  root.hidden = false;
  tick();
  ticking = setInterval(tick, 250);
};

element("try-now", HTMLButtonElement).addEventListener("click", tryNow);

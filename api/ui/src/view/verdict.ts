// The line above the panels: where the execution stands, and at its end what
// became of the program, what it took, and what to do.

import type { ExecutionRecord } from "../api/record";
import { bytes, seconds, time } from "../words/units";
import type { Verdict } from "../words/verdict";
import { element, make } from "./element";

const root = element("verdict");
const title = element("verdict-title");
const clock = element("verdict-clock");
const text = element("verdict-text");
const advice = element("verdict-hint");
const goTo = element("go-to", HTMLButtonElement);
const figures = element("figures");

let line = 0;
let ticking: ReturnType<typeof setInterval> | undefined;

export interface Shown extends Verdict {
  hint?: string;
  line?: number; // of the program, to go to; 0 for none
  clock?: { since: number; most: number }; // when it began by performance.now(), and how long it may take
}

/** showVerdict replaces all that the line says, but for the figures. */
export function showVerdict(shown: Shown): void {
  root.dataset["mood"] = shown.mood;
  title.textContent = shown.title;
  text.textContent = shown.text;
  advice.textContent = shown.hint ?? "";
  line = shown.line ?? 0;
  goTo.hidden = line === 0;
  goTo.textContent = `Go to line ${line}`;
  showClock(shown.clock);
}

function showClock(run: Shown["clock"]): void {
  clearInterval(ticking);
  clock.textContent = "";
  if (!run) return;
  const tick = () => { clock.textContent = `${seconds(Math.min(performance.now() - run.since, run.most))} of ${seconds(run.most)}`; };
  tick();
  ticking = setInterval(tick, 100);
}

/** showFigures shows what the execution took, or with null nothing. */
export function showFigures(record: ExecutionRecord | null): void {
  figures.replaceChildren(...(record ? figuresOf(record) : []).map(([name, value]) =>
    make("div", "", make("dt", "", name), make("dd", "", value))));
}

function figuresOf(record: ExecutionRecord): [string, string][] {
  const found: [string, string][] = [];
  if (record.executionTime != null) found.push(["Wall", time(record.executionTime)]);
  if (record.cpuTimeMs != null) found.push(["CPU", time(record.cpuTimeMs)]);
  if (record.peakMemoryBytes != null) found.push(["Memory", bytes(record.peakMemoryBytes)]);
  return found;
}

/** onGoTo sets what happens when the user wants to see the line at fault. */
export function onGoTo(action: (line: number) => void): void {
  goTo.addEventListener("click", () => action(line));
}

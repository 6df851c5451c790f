// What the page shows of one execution, from its submission on.

import { Problem } from "../api/problem";
import type { ExecutionRecord, Language, Limits } from "../api/record";
import { GaveUp } from "../run/execution";
import type { Sink } from "../run/live";
import { lineToBlame } from "../words/blame";
import { hintFor } from "../words/hints";
import { explain } from "../words/problems";
import { seconds, time } from "../words/units";
import { verdictOf } from "../words/verdict";
import { announce } from "./announce";
import { appendOutput, clearConsole, settleConsole } from "./console";
import { showTimeline } from "./timeline";
import { showTrouble } from "./trouble";
import { showFigures, showVerdict } from "./verdict";

const awaited = "What the program prints appears here.";

let limits: Limits;
let stage = "";
let began = 0;

/** showReady invites to run a program. */
export function showReady(): void {
  showVerdict({ mood: "idle", title: "Ready", text: "Press Run, or Ctrl or ⌘ with Enter." });
}

/** showStart makes room for an execution that has just been asked for. */
export function showStart(language: Language): void {
  limits = language.limits;
  stage = "";
  began = performance.now();
  clearConsole(awaited);
  showFigures(null);
  showTimeline(null);
  showVerdict({ mood: "busy", title: "Running", text: "" });
  announce("Running.");
}

/** showProgress follows the execution until it ends. */
export const showProgress: Sink = {
  status({ status, queuePosition }) {
    const now = status === "RUNNING" ? "Running" : waiting(queuePosition);
    if (now === stage) return;
    if (stage) began = performance.now(); // it had to wait
    stage = now;
    const clock = status === "RUNNING" ? { clock: { since: began, most: limits.wallTimeMs } } : {};
    showVerdict({ mood: "busy", title: now, text: "", ...clock });
  },
  output: appendOutput,
  restart: () => clearConsole(awaited),
  trouble: showTrouble,
};

function waiting(position?: number): string {
  if (position === undefined) return "Waiting in the queue";
  return position <= 1 ? "Waiting, next in the queue" : `Waiting, number ${position} in the queue`;
}

/** showEnd shows an execution that is over. */
export function showEnd(record: ExecutionRecord, language: Language): void {
  const verdict = verdictOf(record, language.limits);
  const hint = hintFor(record);
  showVerdict({ ...verdict, hint, line: lineToBlame(record, language.fileName) });
  showFigures(record);
  showTimeline(record);
  settleConsole(record);
  const took = record.executionTime == null ? "" : ` It took ${time(record.executionTime)}.`;
  announce(`${verdict.title}. ${verdict.text} ${hint}${took}`);
}

/** showFailure says why there is no result. */
export function showFailure(error: unknown, title = "Not run"): void {
  showTrouble(null, 0);
  if (error instanceof GaveUp) {
    say("stopped", "You stopped waiting", "If the service got the program, its result will be in the history.");
  } else if (error instanceof Problem) {
    say("bad", title, explain(error));
  } else {
    say("bad", "This page has a fault", "Reload it, please. Your program is kept.");
    throw error;
  }
}

/** showStopping says that the service has been asked to stop the program. */
export function showStopping(): void {
  showVerdict({ mood: "busy", title: "Stopping…", text: "" });
}

/** showNotStopped says why the program goes on. */
export function showNotStopped(problem: Problem): void {
  const text = `${explain(problem)} Press Stop to try again.`;
  showVerdict({ mood: "busy", title: "Not stopped", text });
  announce(`Not stopped. ${text}`);
}

/** showCannotStop says that the program goes on, since the service is older. */
export function showCannotStop(): void {
  const text = `This service cannot stop a program early. It ends by itself, after ${seconds(limits.wallTimeMs)} at the latest.`;
  showVerdict({ mood: "busy", title: "Still running…", text });
  announce(text);
}

function say(mood: "bad" | "stopped", title: string, text: string): void {
  showVerdict({ mood, title, text });
  announce(`${title}. ${text}`);
}

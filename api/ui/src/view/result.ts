// What the page shows of one execution, from its submission on.

import { Problem } from "../api/problem";
import type { ExecutionRecord, Language, Limits } from "../api/record";
import { GaveUp } from "../run/execution";
import type { Sink } from "../run/live";
import { spoken } from "../words/spoken";
import { lineToBlame } from "../words/blame";
import { hintFor } from "../words/hints";
import { explain } from "../words/problems";
import { seconds, time } from "../words/units";
import { verdictOf } from "../words/verdict";
import { waiting } from "../words/waiting";
import { announce } from "./announce";
import { appendOutput, clearConsole, settleConsole } from "./console";
import { closePrompt, noTyping, openPrompt, promptHears, promptRuns, setTyping, showNotTaken } from "./prompt";
import { showTimeline } from "./timeline";
import { showTrouble } from "./trouble";
import { showFigures, showVerdict } from "./verdict";

const awaited = "What the program prints appears here.";

let limits: Limits;
let stage = { title: "", text: "" };
let began = 0;

/** showReady invites to run a program. */
export function showReady(): void {
  showVerdict({ mood: "idle", title: "Ready", text: "Press Run, or Ctrl or ⌘ with Enter." });
}

/** showStart makes room for an execution that has just been asked for. */
export function showStart(language: Language, interactive: boolean): void {
  limits = language.limits;
  stage = { title: "", text: "" };
  began = performance.now();
  clearConsole(awaited);
  showFigures(null);
  showTimeline(null);
  openPrompt(interactive);
  showVerdict({ mood: "busy", title: "Starting", text: "" });
}

/** showProgress follows the execution until it ends. */
export const showProgress: Sink = {
  status(record) {
    const running = record.status === "RUNNING";
    const { title, text } = stageOf(record);
    const before = stage;
    if (title === before.title && text === before.text) return;
    stage = { title, text };
    if (before.title) began = performance.now(); // it had to wait
    showVerdict({ mood: "busy", title, text, ...running && { clock: { since: began, most: limits.wallTimeMs } } });
    promptRuns(running);
    if (title !== before.title) announce(`${title}. ${text}`);
  },
  output(stream, text) {
    appendOutput(stream, text);
    promptHears(text);
  },
  restart: () => clearConsole(awaited),
  typing: setTyping,
  notTaken: showNotTaken,
  cannotType: noTyping,
  trouble: showTrouble,
};

/** showUnderWay shows where an execution of somebody else stands. */
export function showUnderWay(record: StageFacts): void {
  const { title, text } = stageOf(record);
  showVerdict({ mood: "busy", title, text });
  if (title !== stage.title) announce(`${title}. ${text}`);
  stage = { title, text };
}

/** showEnd shows an execution that is over, and that nobody but by could stop. */
export function showEnd(record: ExecutionRecord, language: Pick<Language, "fileName"> & Partial<Language>, by?: string): void {
  const verdict = verdictOf(record, language.limits, by);
  const hint = hintFor(record);
  closePrompt();
  showVerdict({ ...verdict, hint, line: lineToBlame(record, language.fileName) });
  showFigures(record);
  showTimeline(record);
  settleConsole(record);
  const took = record.executionTime == null ? "" : ` It took ${time(record.executionTime)}.`;
  announce(`${verdict.title}. ${verdict.text} ${hint}${took} ${spoken(record)}`);
}

/** showFailure says why there is no result. */
export function showFailure(error: unknown, title = "Not run"): void {
  showTrouble(null, 0);
  closePrompt();
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

type StageFacts = Pick<ExecutionRecord, "status" | "queuePosition" | "estimatedWaitMs">;

function stageOf(record: StageFacts): { title: string; text: string } {
  return record.status === "RUNNING" ? { title: "Running", text: "" } : waiting(record);
}

function say(mood: "bad" | "stopped", title: string, text: string): void {
  showVerdict({ mood, title, text });
  announce(`${title}. ${text}`);
}

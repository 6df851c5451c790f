// What became of a program, in plain words: what happened, and what to do.

import type { ExecutionRecord, Limits } from "../api/record";
import { errorOf } from "./blame";
import { bytes, seconds, time } from "./units";

/** How a verdict looks: its colour and its sign. */
export type Mood = "idle" | "busy" | "good" | "bad" | "late" | "stopped";

export interface Verdict {
  mood: Mood;
  title: string; // a few words
  text: string;
}

/**
 * verdictOf words the end of an execution, also where the limits are not known;
 * by says who may have stopped it.
 */
export function verdictOf(record: ExecutionRecord, limits?: Limits, by = "You"): Verdict {
  switch (record.termination) {
    case "exited":
      return exited(record);
    case "signaled":
      return verdict("bad", `Ended by ${record.signal}`,
        `The system ended the program: ${signals[record.signal ?? ""] ?? "it got this signal"}.${untilThen(record)}`);
    case "wall_timeout":
      return verdict("late", `Stopped after ${seconds(record.executionTime ?? limits?.wallTimeMs ?? 0)}`,
        `That is the longest a program may run.${untilThen(record)} ${slow(record)}`);
    case "oom":
      return verdict("bad", "Out of memory",
        `The program needed more ${limits ? `than the ${bytes(limits.memoryBytes)} it may use` : "memory than it may use"}, and was stopped.${untilThen(record)} Look for a list or text that grows without end.`);
    case "output_limit":
      return verdict("bad", "Too much output",
        `The program wrote more than ${limits ? bytes(limits.outputBytes) : "it may"} to ${overflowing(record)}, and was stopped. ${kept(record)} Look for a loop that prints without end, or print less.`);
    case "cancelled":
      return verdict("stopped", `${by} stopped it`,
        (record.executionTime ? `The program had run for ${time(record.executionTime)}.` : "The program had not begun.") + untilThen(record));
    case "sandbox_error":
      return verdict("bad", "This is our fault",
        "The service failed to run the program, three times. Nothing is wrong with it on that account; please run it again.");
    case "lost":
      return verdict("bad", "This is our fault",
        "The machines that ran the program failed before it ended, three times. Please run it again.");
    default:
      return verdict(record.status === "COMPLETED" ? "good" : "bad", "The program has ended", record.detail ?? "");
  }
}

function exited(record: ExecutionRecord): Verdict {
  if (record.exitCode === 0) {
    return verdict("good", "Completed", printed(record) ? "" : "The program ran to its end and printed nothing.");
  }
  const title = `Exit code ${record.exitCode}`;
  const error = errorOf(record);
  if (error) return verdict("bad", title, `The program ended with an error: ${error}`);
  const more = record.stderr ? "What it wrote to stderr says more." : "It wrote nothing to stderr about it.";
  return verdict("bad", title, `The program ended with an error. ${more}`);
}

function verdict(mood: Mood, title: string, text: string): Verdict {
  return { mood, title, text };
}

function printed(record: ExecutionRecord): boolean {
  return record.stdout !== "" || record.stderr !== "";
}

function untilThen(record: ExecutionRecord): string {
  return printed(record) ? " Here is what it printed until then." : " It had printed nothing until then.";
}

function slow({ interactive, language }: ExecutionRecord): string {
  if (!interactive) return "Look for a loop that does not end.";
  const node = " It also waits for the end of the input: press End input, or have it call process.exit().";
  return `The time goes on while it waits for what you type.${language === "javascript" ? node : ""}`;
}

function overflowing(record: ExecutionRecord): string {
  if (record.stdoutTruncated && record.stderrTruncated) return "stdout and to stderr";
  return record.stderrTruncated ? "stderr" : "stdout";
}

function kept(record: ExecutionRecord): string {
  return record.stdoutOmitted || record.stderrOmitted ? "The beginning and the end are here." : "The first part is here.";
}

const signals: Record<string, string> = {
  SIGSEGV: "it used memory that is not its own",
  SIGABRT: "it gave up by itself",
  SIGKILL: "it was killed",
  SIGTERM: "it was asked to end",
  SIGINT: "it was interrupted",
  SIGFPE: "it made an arithmetic error",
  SIGILL: "it ran into an instruction that the processor does not know",
  SIGBUS: "it used memory that is not there",
  SIGPIPE: "it wrote to something that was closed already",
  SIGSYS: "it made a system call that is not allowed here",
  SIGXFSZ: "it wrote a file that is too large",
};

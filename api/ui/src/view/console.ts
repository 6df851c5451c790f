// The output of a program, as a terminal would show it.

import type { ExecutionRecord, Stream } from "../api/record";
import { bytes } from "../words/units";
import { Parser } from "./ansi";
import { element, make } from "./element";
import { Segment } from "./segment";

const root = element("console");

let segment: Segment | undefined;
let parsers = { stdout: new Parser(), stderr: new Parser() };
let written = { stdout: "", stderr: "" };
let unfinished: Partial<Record<Stream, Segment | undefined>> = {}; // whose last line has not ended

/** clearConsole makes room for another execution, whose output is awaited. */
export function clearConsole(awaited = ""): void {
  root.replaceChildren();
  root.dataset["awaited"] = awaited;
  segment = undefined;
  parsers = { stdout: new Parser(), stderr: new Parser() };
  written = { stdout: "", stderr: "" };
  unfinished = {};
}

/** appendOutput shows more output, and keeps the end in view if it was. */
export function appendOutput(stream: Stream, text: string): void {
  const atEnd = root.scrollTop + root.clientHeight >= root.scrollHeight - 8;
  write(stream, text);
  if (atEnd) root.scrollTop = root.scrollHeight;
}

/** showTyped shows what the user typed, where the program was to read it. */
export function showTyped(text: string, whole: boolean): void {
  segment ??= begin("stdout");
  segment.typed(text, "You typed: ", whole);
  if (whole) unfinished = {};
  root.scrollTop = root.scrollHeight;
}

/** endTyped shows that the user has ended the input. */
export function endTyped(): void {
  segment ??= begin("stdout");
  segment.typed("end of input", "", true, "end");
  root.scrollTop = root.scrollHeight;
}

/**
 * settleConsole shows the output of an execution that has ended. What came live
 * stays as it is, since it knows the order of both streams, unless it is not all.
 */
export function settleConsole(record: ExecutionRecord): void {
  const streamed = written.stdout !== "" || written.stderr !== "";
  if (!streamed || record.stdoutOmitted || record.stderrOmitted || written.stdout !== record.stdout || written.stderr !== record.stderr) {
    clearConsole();
    writeKept(record, "stdout");
    writeKept(record, "stderr");
  }
  root.dataset["awaited"] = "";
  for (const words of notes(record)) root.append(make("p", "note", words));
  // A program that failed says why in stderr, which long output would hide.
  const complaint = root.querySelector<HTMLElement>(".stderr");
  if (record.status === "FAILED" && complaint) root.scrollTop = complaint.offsetTop - root.clientHeight / 4;
}

/** consoleText returns the output as it was written. */
export function consoleText(): string {
  return written.stdout + written.stderr;
}

function write(stream: Stream, text: string): void {
  written[stream] += text;
  // A line that the other stream came in between of stays one.
  const before = unfinished[stream];
  if (before && before !== segment) {
    const end = text.indexOf("\n") + 1 || text.length;
    put(before, stream, text.slice(0, end));
    text = text.slice(end);
  }
  if (text === "") return;
  if (segment?.stream !== stream) segment = begin(stream);
  put(segment, stream, text);
}

function put(into: Segment, stream: Stream, text: string): void {
  for (const span of parsers[stream].push(text)) into.write(span);
  unfinished[stream] = text.endsWith("\n") ? undefined : into;
}

function begin(stream: Stream): Segment {
  const next = new Segment(stream);
  root.append(next.element);
  return next;
}

/** writeKept shows what is kept of a stream, and says where some of it is missing. */
function writeKept(record: ExecutionRecord, stream: Stream): void {
  const gap = record[`${stream}Omitted`];
  if (!gap) {
    write(stream, record[stream]);
    return;
  }
  const encoded = new TextEncoder().encode(record[stream]);
  const part = (from: number, to?: number) => new TextDecoder().decode(encoded.subarray(from, to));
  write(stream, part(0, gap.at));
  if (segment?.stream !== stream) segment = begin(stream);
  segment.gap(`${bytes(gap.bytes)} left out here`);
  parsers[stream] = new Parser();
  write(stream, part(gap.at));
}

function notes(record: ExecutionRecord): string[] {
  const found: string[] = [];
  for (const stream of ["stdout", "stderr"] as const) {
    const total = record[`${stream}Bytes`];
    if (record[`${stream}Truncated`] && !record[`${stream}Omitted`]) {
      found.push(`${stream} is cut off here${total ? `; ${bytes(total)} were written` : ""}.`);
    }
    if (record[`${stream}Lossy`]) found.push(`What is not text in ${stream} is shown as \uFFFD.`);
  }
  return found;
}

// The executions of the session, newest first.

import { call } from "../api/call";
import { Problem } from "../api/problem";
import { isTerminal, type ExecutionPage, type ExecutionRecord, type Language } from "../api/record";
import { currentSession, sessionPath } from "../run/session";
import { explain } from "../words/problems";
import { verdictOf } from "../words/verdict";
import { time } from "../words/units";
import { element, make } from "./element";

// Records come with their output, so a page of them is short.
const pageSize = 10;

const list = element("history-list");
const message = element("history-message");
const more = element("history-more", HTMLButtonElement);

let cursor: string | null = null;
let loading = 0;

/** What the list needs from the rest of the page. */
export interface HistoryHost {
  readonly languages: readonly Language[];

  /** Shows an execution, or returns false while another one runs. */
  choose(record: ExecutionRecord): boolean;
}

let host: HistoryHost;

/** setUpHistory connects the list with the page. */
export function setUpHistory(with_: HistoryHost): void {
  host = with_;
  more.addEventListener("click", () => { void load(cursor); });
}

/** refreshHistory begins the list again at the newest execution. */
export function refreshHistory(): Promise<void> {
  return load(null);
}

async function load(from: string | null): Promise<void> {
  const session = currentSession();
  const turn = ++loading;
  if (!session) {
    fill([], null, from);
    return;
  }
  const path = sessionPath(session, `executions?limit=${pageSize}${from ? `&cursor=${encodeURIComponent(from)}` : ""}`);
  try {
    const page = await call<ExecutionPage>("GET", path);
    if (turn === loading) fill(page.executions, page.nextCursor, from);
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    if (turn !== loading) return;
    if (error.code === "session_not_found") fill([], null, from);
    else message.textContent = `${explain(error)} Open this tab again to retry.`;
  }
}

function fill(records: ExecutionRecord[], next: string | null, from: string | null): void {
  const items = records.map(item);
  if (from) list.append(...items);
  else list.replaceChildren(...items);
  if (from) items[0]?.querySelector("button")?.focus(); // the button that loaded them may be gone
  cursor = next;
  more.hidden = next === null;
  message.textContent = list.childElementCount === 0 ? "Nothing has been run here yet. What you run is listed here." : "";
}

function item(record: ExecutionRecord): HTMLLIElement {
  const language = host.languages.find(({ id }) => id === record.language);
  const { mood, title } = isTerminal(record) && language ? verdictOf(record, language.limits)
    : { mood: "busy", title: record.status === "RUNNING" ? "Running" : "Waiting" };
  const when = make("time", "", clock(record.createdAt));
  when.dateTime = record.createdAt;
  const facts = [language?.name ?? record.language, record.executionTime == null ? "" : time(record.executionTime)];
  const button = make("button", "past",
    make("span", "sign"), make("span", "past-title", title), make("span", "past-facts", facts.filter(Boolean).join(" · ")), when,
    make("code", "", gist(record.code)));
  button.type = "button";
  button.dataset["mood"] = mood;
  button.addEventListener("click", () => {
    if (!host.choose(record)) message.textContent = "A program is running. Earlier runs can be looked at when it has ended.";
  });
  return make("li", "", button);
}

/** clock words a time of today without its date. */
export function clock(timestamp: string): string {
  const at = new Date(timestamp);
  const today = at.toDateString() === new Date().toDateString();
  return today ? at.toLocaleTimeString() : at.toLocaleString([], { dateStyle: "medium", timeStyle: "short" });
}

// Lines by which programs do not differ.
const dull = /^(?:import\b|from\b|#|\/\/|"use strict"|'use strict'|(?:const|let|var) .*\brequire\()|^$/;

/** gist returns the first line that tells something of a program. */
function gist(code: string): string {
  const lines = code.split("\n").map((line) => line.trim());
  return (lines.find((line) => !dull.test(line)) ?? lines[0] ?? "").slice(0, 120);
}

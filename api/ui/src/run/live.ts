// How the page learns what becomes of an execution.

import type { ExecutionRecord, Stream } from "../api/record";
import type { Trouble } from "./patience";

/** How an execution that has not ended stands. */
export type Progress = Pick<ExecutionRecord, "status" | "queuePosition" | "estimatedWaitMs">;

/** The way to a program that reads what is typed while it runs. */
export interface Typing {
  send(text: string): void;
  end(): void; // there is no more to read
}

/** Why the service did not take what was typed. */
export interface Refusal {
  code: string;
  detail: string;
}

/** What a transport tells while the execution goes on. */
export interface Sink {
  /** The execution has not ended; this is how it stands. */
  status(record: Progress): void;

  /** The program wrote this, whole characters, in the order of its writing. */
  output(stream: Stream, text: string): void;

  /** The program is run once more: what it wrote until now does not count. */
  restart(): void;

  /** The program can be typed to this way, or with null it cannot at present. */
  typing(way: Typing | null): void;

  /** What was typed has not reached the program, or may not have. */
  notTaken(refusal: Refusal): void;

  /** The program cannot be typed to at all, for want of a connection. */
  cannotType(): void;

  /** The connection is lost, or is back. */
  trouble: Trouble;
}

/**
 * A transport follows an execution to its end and returns the final record,
 * which says all that output has told and may say more. It survives a lost
 * connection and a restarted service; it throws a Problem where there is no hope,
 * and the signal's reason when that ends it.
 */
export type Transport = (id: string, sink: Sink, signal: AbortSignal) => Promise<ExecutionRecord>;

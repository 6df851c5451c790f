// How the page learns what becomes of an execution. There is one transport so
// far; another one is a file beside ./poll.ts and a word here.
//
// A transport for server-sent events must not use EventSource, which cannot
// carry an API key, but fetch, and resume with Last-Event-ID.

import type { ExecutionRecord, Stream } from "../api/record";
import { poll } from "./poll";
import type { Trouble } from "./patience";

/** What a transport tells while the execution goes on. */
export interface Sink {
  /** The execution has not ended; this is how it stands. */
  status(record: Pick<ExecutionRecord, "status" | "queuePosition">): void;

  /** The program wrote this, whole characters, in the order of its writing. */
  output(stream: Stream, text: string): void;

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

export const follow: Transport = poll;

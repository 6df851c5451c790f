// How the page learns what becomes of an execution.

import type { ExecutionRecord, Stream } from "../api/record";
import { listen } from "./events";
import type { Trouble } from "./patience";

/** What a transport tells while the execution goes on. */
export interface Sink {
  /** The execution has not ended; this is how it stands. */
  status(record: Pick<ExecutionRecord, "status" | "queuePosition">): void;

  /** The program wrote this, whole characters, in the order of its writing. */
  output(stream: Stream, text: string): void;

  /** The program is run once more: what it wrote until now does not count. */
  restart(): void;

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

export const follow: Transport = listen;

import { call } from "../api/call";
import { isTerminal, type ExecutionRecord } from "../api/record";
import type { Transport } from "./live";
import { persist, sleep } from "./patience";

// Seconds for which the service may hold an answer back. The first is short, to
// tell waiting from running soon; the last keeps the queue position fresh.
const firstWait = 0.25;
const longestWait = 1;

/**
 * poll asks for the record until it is terminal. The service answers at once when
 * that happens, so nothing is seen late; output comes all at the end.
 */
export const poll: Transport = async (id, sink, signal) => {
  for (let wait = firstWait; ; wait = Math.min(2 * wait, longestWait)) {
    const next = performance.now() + wait * 1000;
    const path = `api/executions/${encodeURIComponent(id)}?wait=${wait}`;
    const record = await persist(() => call<ExecutionRecord>("GET", path, { signal }), sink.trouble, signal);
    if (isTerminal(record)) return record;
    sink.status(record);
    // A service that shuts down does not hold answers back.
    await sleep(next - performance.now(), signal);
  }
};

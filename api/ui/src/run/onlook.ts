// Looking on at what somebody else runs: only its record can be asked for.

import { isTerminal, type ExecutionRecord } from "../api/record";
import { sleep } from "./patience";

// Milliseconds from one look to the next, and while nobody sees the page.
const pause = 1500;
const unseenPause = 15_000;

/** untilEnd tells of each record until one is terminal, and returns that one. */
export async function untilEnd<T extends Pick<ExecutionRecord, "status">>(
  record: T, look: () => Promise<T>, tell: (record: T) => void, wait = pauseNow,
): Promise<T> {
  while (!isTerminal(record)) {
    tell(record);
    await sleep(wait(), new AbortController().signal);
    record = await look();
  }
  return record;
}

function pauseNow(): number {
  return document.hidden ? unseenPause : pause;
}

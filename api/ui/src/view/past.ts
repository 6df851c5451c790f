// The line that says that the output is that of an earlier run.

import type { ExecutionRecord } from "../api/record";
import { element } from "./element";
import { clock } from "./history";

const root = element("past");
const when = element("past-when");

let shown: ExecutionRecord | undefined;

export function showPast(record: ExecutionRecord): void {
  shown = record;
  when.textContent = clock(record.createdAt);
  root.hidden = false;
}

export function hidePast(): void {
  root.hidden = true;
}

/** onAdopt sets what happens when the user wants that run's program back. */
export function onAdopt(action: (record: ExecutionRecord) => void): void {
  element("past-adopt", HTMLButtonElement).addEventListener("click", () => { if (shown) action(shown); });
}

import type { ExecutionRecord } from "../api/record";
import { about } from "./units";

/** waiting words where an execution stands that has not begun. */
export function waiting({ queuePosition: position, estimatedWaitMs: wait }: Pick<ExecutionRecord, "queuePosition" | "estimatedWaitMs">): { title: string; text: string } {
  const text = wait === undefined ? "" : `It begins in about ${about(wait)}.`;
  if (position === undefined) return { title: "Waiting in the queue", text };
  return { title: position <= 1 ? "Waiting, next in the queue" : `Waiting, number ${position} in the queue`, text };
}

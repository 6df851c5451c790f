import { call } from "../api/call";
import type { ExecutionRecord } from "../api/record";
import type { Story } from "./story";

// Milliseconds until the first look at the place in the queue, and between two.
const firstLook = 250;
const look = 1000;

/**
 * watchQueue shows an execution's place in the queue, of which events do not
 * tell. It returns what ends that.
 */
export function watchQueue(id: string, story: Story): () => void {
  let timer = setTimeout(again, firstLook);
  async function again(): Promise<void> {
    await lookAtQueue(id, story);
    if (timer) timer = setTimeout(again, look);
  }
  return () => {
    clearTimeout(timer);
    timer = 0;
  };
}

async function lookAtQueue(id: string, story: Story): Promise<void> {
  if (story.status !== "QUEUED") return;
  try {
    const record = await call<ExecutionRecord>("GET", `api/executions/${encodeURIComponent(id)}`);
    if (story.status === "QUEUED" && record.status === "QUEUED") story.sink.status(record);
  } catch {
    // The events tell of trouble.
  }
}

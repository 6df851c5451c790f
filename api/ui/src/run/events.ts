import { open } from "../api/call";
import { Problem } from "../api/problem";
import { Events } from "../api/sse";
import type { ExecutionRecord } from "../api/record";
import type { Transport } from "./live";
import { persist, sleep } from "./patience";
import { poll } from "./poll";
import { watchQueue } from "./queue";
import { Story } from "./story";

// The service sends something every 15 s. Milliseconds until silence is taken for
// a lost connection.
const longestSilence = 40_000;

// Milliseconds before going on where a connection was cut.
const pause = 300;

/** listen has the service tell what becomes of an execution as it happens. */
export const listen: Transport = async (id, sink, signal) => {
  const story = new Story(sink);
  const unwatch = watchQueue(id, story);
  try {
    return await goOn(id, story, signal);
  } finally {
    unwatch();
  }
};

/**
 * goOn hears the rest of a story. A connection that is cut goes on where it was. A
 * service that cannot do that, or something on the way that keeps events back, is
 * asked for the record instead.
 */
export async function goOn(id: string, story: Story, signal: AbortSignal): Promise<ExecutionRecord> {
  for (;;) {
    const body = await persist(() => connect(id, story.last, signal), story.sink.trouble, signal);
    if (!body) return poll(id, story.sink, signal);
    await read(body, story, signal);
    if (story.record) return story.record;
    await sleep(pause, signal);
  }
}

/** connect returns the events after the last one, or null where there are none. */
async function connect(id: string, last: string, signal: AbortSignal): Promise<ReadableStream<Uint8Array> | null> {
  const headers: Record<string, string> = { Accept: "text/event-stream" };
  if (last) headers["Last-Event-ID"] = last;
  try {
    const response = await open("GET", `api/executions/${encodeURIComponent(id)}/events`, { headers, signal });
    const live = response.headers.get("Content-Type")?.startsWith("text/event-stream") ?? false;
    if (live) return response.body;
    await response.body?.cancel();
    return null;
  } catch (error) {
    if (error instanceof Problem && isOlder(error)) return null;
    throw error;
  }
}

/** Older services do not know the address. */
function isOlder(problem: Problem): boolean {
  return problem.status === 405 || (problem.status === 404 && problem.code !== "execution_not_found");
}

/** read reads events until there are no more. */
async function read(body: ReadableStream<Uint8Array>, story: Story, signal: AbortSignal): Promise<void> {
  const reader = body.getReader();
  const decoder = new TextDecoder();
  const events = new Events();
  let watchdog: ReturnType<typeof setTimeout> | undefined;
  try {
    for (;;) {
      clearTimeout(watchdog);
      watchdog = setTimeout(() => { void reader.cancel().catch(() => undefined); }, longestSilence);
      const { value, done } = await reader.read();
      if (done) return;
      for (const { name, id, data } of events.push(decoder.decode(value, { stream: true }))) {
        story.take({ name, id, data: JSON.parse(data) });
      }
    }
  } catch {
    if (signal.aborted) throw signal.reason;
  } finally {
    clearTimeout(watchdog);
  }
}

import { call, open } from "../api/call";
import { Problem } from "../api/problem";
import { Events, type ServerEvent } from "../api/sse";
import type { ExecutionRecord, Status, Stream } from "../api/record";
import type { Sink, Transport } from "./live";
import { persist, sleep } from "./patience";
import { poll } from "./poll";

// The service sends something every 15 s. Milliseconds until silence is taken for
// a lost connection.
const longestSilence = 40_000;

// Milliseconds between two looks at the place in the queue, and before going on
// where a connection was cut.
const queueLook = 1000;
const pause = 300;

/**
 * listen has the service tell what becomes of an execution as it happens. A
 * connection that is cut goes on where it was. A service that cannot do that, or
 * something on the way that keeps events back, is asked for the record instead.
 */
export const listen: Transport = async (id, sink, signal) => {
  const story = new Story(sink);
  const queue = setInterval(() => { void lookAtQueue(id, story, sink); }, queueLook);
  try {
    for (;;) {
      const body = await persist(() => connect(id, story.last, signal), sink.trouble, signal);
      if (!body) return await poll(id, sink, signal);
      await story.read(body, signal);
      if (story.record) return story.record;
      await sleep(pause, signal);
    }
  } finally {
    clearInterval(queue);
  }
};

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

/** The page shows the place in the queue, of which events do not tell. */
async function lookAtQueue(id: string, story: Story, sink: Sink): Promise<void> {
  if (story.status !== "QUEUED") return;
  try {
    const record = await call<ExecutionRecord>("GET", `api/executions/${encodeURIComponent(id)}`);
    if (story.status === "QUEUED" && record.status === "QUEUED") sink.status(record);
  } catch {
    // The events tell of trouble.
  }
}

/** Story is what has been told of an execution, over any number of connections. */
class Story {
  last = ""; // id of the last event
  status: Status | undefined;
  record: ExecutionRecord | undefined; // known at the end
  #attempt: number | undefined;

  constructor(readonly sink: Sink) {}

  /** read reads events until there are no more. */
  async read(body: ReadableStream<Uint8Array>, signal: AbortSignal): Promise<void> {
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
        for (const event of events.push(decoder.decode(value, { stream: true }))) this.#take(event);
      }
    } catch {
      if (signal.aborted) throw signal.reason;
    } finally {
      clearTimeout(watchdog);
    }
  }

  #take(event: ServerEvent): void {
    const told = JSON.parse(event.data);
    if (event.name === "status") this.#turn(told);
    if (event.name === "stdout" || event.name === "stderr") this.sink.output(event.name as Stream, told.text);
    if (event.name === "end") this.record = told;
    this.last = event.id;
  }

  #turn({ status, attempt }: { status: Status; attempt?: number }): void {
    this.status = status;
    if (attempt !== undefined && this.#attempt !== undefined && attempt !== this.#attempt) this.sink.restart();
    this.#attempt = attempt ?? this.#attempt;
    if (status === "QUEUED" || status === "RUNNING") this.sink.status({ status });
  }
}

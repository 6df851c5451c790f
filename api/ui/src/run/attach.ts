// Typing to a program while it runs, by WebSocket. The same socket tells what the
// program writes, in the events that Server-Sent Events have.

import { call } from "../api/call";
import { currentKey } from "../api/key";
import { isTerminal, type ExecutionRecord } from "../api/record";
import { urlOf } from "../api/root";
import { goOn } from "./events";
import type { Sink, Transport } from "./live";
import { persist, sleep } from "./patience";
import { watchQueue } from "./queue";
import { Story } from "./story";

// How often in a row a socket may fail to open before the page does without, and
// the milliseconds between two tries.
const mostRefusals = 2;
const pause = 300;

/** Opens a socket to an execution that goes on after the event with the id last. */
export type Dial = (id: string, last: string) => WebSocket;

const dial: Dial = (id, last) => {
  const url = urlOf(`api/executions/${encodeURIComponent(id)}/attach`);
  url.protocol = url.protocol.replace("http", "ws");
  if (last) url.searchParams.set("lastEventId", last);
  const key = currentKey();
  return new WebSocket(url, key ? ["livecode.v1", `livecode.key.${key}`] : ["livecode.v1"]);
};

/**
 * attach is a transport by which one can type. A socket that is cut is opened
 * again; where none can be had, it says so and listens to events.
 */
export const attach: Transport = (id, sink, signal) => attachBy(dial, id, sink, signal);

export async function attachBy(dial: Dial, id: string, sink: Sink, signal: AbortSignal): Promise<ExecutionRecord> {
  const story = new Story(sink);
  const unwatch = watchQueue(id, story);
  try {
    for (let refusals = 0; refusals < mostRefusals;) {
      const met = await converse(() => dial(id, story.last), story, signal);
      if (story.record) return story.record;
      if (met === "spoken") sink.notTaken({ code: "connection_cut", detail: "The connection was cut." });
      refusals = met === "refused" ? refusals + 1 : 0;
      const record = await there(id, sink, signal);
      if (isTerminal(record)) return record;
      await sleep(pause, signal);
    }
    sink.cannotType();
    return await goOn(id, story, signal);
  } finally {
    unwatch();
    sink.typing(null);
  }
}

/** there waits until the service can be reached: a socket does not say why it failed. */
function there(id: string, sink: Sink, signal: AbortSignal): Promise<ExecutionRecord> {
  const ask = () => call<ExecutionRecord>("GET", `api/executions/${encodeURIComponent(id)}`, { signal });
  return persist(ask, sink.trouble, signal);
}

/** What became of a socket: never opened, not typed into, or typed into. */
type Met = "refused" | "quiet" | "spoken";

/** converse lives as long as one socket. */
function converse(dial: () => WebSocket, story: Story, signal: AbortSignal): Promise<Met> {
  let socket: WebSocket;
  try {
    socket = dial();
  } catch {
    return Promise.resolve("refused"); // such as a key with characters that a header cannot have
  }
  return new Promise((resolve, reject) => {
    let met: Met = "refused";
    const close = () => socket.close();
    const say = (message: object) => {
      met = "spoken";
      socket.send(JSON.stringify(message));
    };
    signal.addEventListener("abort", close);
    globalThis.addEventListener?.("offline", close); // a cut is not always noticed
    socket.onopen = () => {
      met = "quiet";
      story.sink.typing({ send: (text) => say({ type: "stdin", text }), end: () => say({ type: "stdin_eof" }) });
    };
    socket.onmessage = ({ data }: MessageEvent<string>) => {
      const { event, id = "", data: told } = JSON.parse(data);
      story.take({ name: event, id, data: told });
    };
    socket.onclose = () => {
      signal.removeEventListener("abort", close);
      globalThis.removeEventListener?.("offline", close);
      story.sink.typing(null);
      if (signal.aborted) reject(signal.reason);
      else resolve(met);
    };
    if (signal.aborted) close();
  });
}

// The session under which this browser's draft and executions are kept.

import { call } from "../api/call";
import { Problem } from "../api/problem";
import { lastingMemory } from "../memory";

let latest: string | null = null; // for browsers that keep nothing

/** currentSession returns the session's id, or null before there is one. */
export function currentSession(): string | null {
  return lastingMemory.get("session") ?? latest;
}

/** sessionPath returns the address of a session, or of something below it. */
export function sessionPath(session: string, below = ""): string {
  return `api/code-sessions/${encodeURIComponent(session)}${below && `/${below}`}`;
}

/**
 * withSession calls work with the session of last time, and with a new one if
 * that is gone or there was none.
 */
export async function withSession<T>(work: (session: string) => Promise<T>, signal: AbortSignal): Promise<T> {
  const known = currentSession();
  if (known) {
    try {
      return await work(known);
    } catch (error) {
      if (!(error instanceof Problem) || error.code !== "session_not_found") throw error;
    }
  }
  return work(await sessionAfter(known, signal));
}

let making: Promise<string> | undefined;

/** sessionAfter returns a session in the place of one; who want one together get the same. */
async function sessionAfter(gone: string | null, signal: AbortSignal): Promise<string> {
  const other = currentSession();
  if (other && other !== gone) return other;
  making ??= newSession().finally(() => { making = undefined; });
  return unlessAborted(making, signal);
}

async function newSession(): Promise<string> {
  const { session_id: id } = await call<{ session_id: string }>("POST", "api/code-sessions");
  latest = id;
  lastingMemory.set("session", id);
  return id;
}

function unlessAborted<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const end = () => reject(signal.reason);
    signal.addEventListener("abort", end, { once: true });
    if (signal.aborted) end();
    promise.then(resolve, reject).finally(() => signal.removeEventListener("abort", end));
  });
}

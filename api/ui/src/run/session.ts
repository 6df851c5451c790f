// The session under which this browser's executions are kept.

import { call } from "../api/call";
import { Problem } from "../api/problem";
import { lastingMemory } from "../memory";

/** currentSession returns the session's id, or null before the first run. */
export function currentSession(): string | null {
  return lastingMemory.get("session");
}

/** sessionPath returns the address of something below a session. */
export function sessionPath(session: string, below: string): string {
  return `api/code-sessions/${encodeURIComponent(session)}/${below}`;
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
  return work(await newSession(signal));
}

async function newSession(signal: AbortSignal): Promise<string> {
  const { session_id: id } = await call<{ session_id: string }>("POST", "api/code-sessions", { signal });
  lastingMemory.set("session", id);
  return id;
}

import { call } from "../api/call";
import type { ExecutionRecord } from "../api/record";
import { persist, type Trouble } from "./patience";
import { sessionPath, withSession } from "./session";

export interface Program {
  language: string;
  code: string;
  stdin?: string;
  interactive?: boolean; // the input is typed while it runs
}

/** The answer to a run that has not ended yet. */
export interface Accepted {
  execution_id: string;
  status: "QUEUED";
}

// Seconds to wait for the end of a short program, which saves asking for it.
// Whoever wants to stop a longer one must know its id soon.
const wait = 0.2;

/**
 * submit hands a program in, and tries again while it cannot. All tries in one
 * session carry one key, by which the service can tell that they are the same.
 */
export function submit(program: Program, trouble: Trouble, signal: AbortSignal): Promise<ExecutionRecord | Accepted> {
  const keys = new Map<string, string>();
  const once = (session: string) => {
    const key = keys.get(session) ?? randomKey();
    keys.set(session, key);
    const headers = { "Idempotency-Key": key };
    const path = sessionPath(session, program.interactive ? "run" : `run?wait=${wait}`);
    return call<ExecutionRecord | Accepted>("POST", path, { body: program, headers, signal, patience: 60_000 });
  };
  return persist(() => withSession(once, signal), trouble, signal);
}

/** randomKey does without crypto.randomUUID, which plain HTTP does not have. */
function randomKey(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

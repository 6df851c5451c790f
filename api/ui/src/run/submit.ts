import { call } from "../api/call";
import { persist, type Trouble } from "./patience";
import { sessionPath, withSession } from "./session";

export interface Program {
  language: string;
  code: string;
  stdin?: string;
  interactive?: boolean; // the input is typed while it runs
}

/**
 * submit hands a program in and returns the execution's id. It tries again while it
 * cannot. All tries in one session carry one key, by which the service can tell that
 * they are the same. It does not wait for the end: what a program prints is to be
 * seen at once.
 */
export function submit(program: Program, trouble: Trouble, signal: AbortSignal): Promise<string> {
  const keys = new Map<string, string>();
  const once = async (session: string) => {
    const key = keys.get(session) ?? randomKey();
    keys.set(session, key);
    const headers = { "Idempotency-Key": key };
    const request = { body: program, headers, signal, patience: 60_000 };
    const { execution_id: id } = await call<{ execution_id: string }>("POST", sessionPath(session, "run"), request);
    return id;
  };
  return persist(() => withSession(once, signal), trouble, signal);
}

/** randomKey does without crypto.randomUUID, which plain HTTP does not have. */
function randomKey(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

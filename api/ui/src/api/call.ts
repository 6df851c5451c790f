// The one place from which the page talks to the API.

import { askForKey, authorization } from "./key";
import { Problem } from "./problem";

export interface Request {
  body?: unknown; // sent as JSON
  headers?: Record<string, string>;
  signal?: AbortSignal;
  patience?: number; // milliseconds until no answer counts as none, 15 s unless told
}

/**
 * call makes one request and returns the answer's JSON. It throws a Problem for
 * anything else, but for an AbortError when the signal ends it. Where the API
 * wants a key, the user is asked for one, and the request is made again.
 */
export async function call<T>(method: string, path: string, request: Request = {}): Promise<T> {
  for (;;) {
    const authorized = authorization();
    const { response, text } = await send(method, path, request, authorized);
    const answer = parse(text);
    if (response.ok && answer !== undefined) return answer as T;
    const problem = problemOf(response, answer);
    if (response.status !== 401 || !(await askForKey(authorized))) throw problem;
  }
}

async function send(method: string, path: string, request: Request, authorized: Record<string, string>) {
  const headers: Record<string, string> = { ...authorized, ...request.headers };
  const patience = AbortSignal.timeout(request.patience ?? 15_000);
  const init: RequestInit = { method, headers, signal: request.signal ? AbortSignal.any([request.signal, patience]) : patience };
  if (request.body !== undefined) {
    headers["Content-Type"] = "application/json";
    init.body = JSON.stringify(request.body);
  }
  try {
    const response = await fetch(path, init);
    return { response, text: await response.text() };
  } catch (error) {
    if (request.signal?.aborted) throw error;
    throw new Problem("network", 0);
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** problemOf reads a problem document (RFC 9457), or says that this is none. */
function problemOf(response: Response, answer: unknown): Problem {
  const document = (answer ?? {}) as { code?: string; detail?: string; requestId?: string };
  const retryAfter = Number(response.headers.get("Retry-After")) || 0;
  const code = response.ok ? "unreadable" : (document.code ?? (answer ? "unknown" : "unreadable"));
  return new Problem(code, response.status, document.detail, document.requestId, retryAfter);
}

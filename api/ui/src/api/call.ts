// The one place from which the page talks to the API.

import { askForKey, authorization } from "./key";
import { Problem } from "./problem";
import { urlOf } from "./root";

const usualPatience = 15_000;

// Browsers send no more than 64 KiB, of all requests together, after the page is
// gone, and refuse a larger body as if there were no connection. In bytes.
const mostKeptAlive = 60 << 10;

export interface Request {
  body?: unknown; // sent as JSON
  headers?: Record<string, string>;
  signal?: AbortSignal;
  patience?: number; // milliseconds until no answer counts as none, 15 s unless told
  unasked?: boolean; // the user is not asked for an API key
  keepalive?: boolean; // goes out even if the page is left at once, unless the body is too large for that
}

/**
 * call makes one request and returns the answer's JSON. It throws a Problem for
 * anything else, but for an AbortError when the signal ends it. Where the API
 * wants a key, the user is asked for one, and the request is made again.
 */
export async function call<T>(method: string, path: string, request: Request = {}): Promise<T> {
  const { response, relax } = await send(method, path, request);
  const answer = parse(await orLost(response.text(), request));
  relax();
  if (answer !== undefined || response.status === 204) return answer as T;
  throw problemOf(response, answer);
}

/** open is call for an answer that is read as it comes, for however long. */
export async function open(method: string, path: string, request: Request = {}): Promise<Response> {
  const { response, relax } = await send(method, path, request);
  relax();
  return response;
}

/** send returns a good answer; it is cut off in the end unless relax is called. */
async function send(method: string, path: string, request: Request) {
  for (;;) {
    const authorized = authorization();
    const patience = new AbortController();
    const timer = setTimeout(() => patience.abort(), request.patience ?? usualPatience);
    const relax = () => clearTimeout(timer);
    const response = await orLost(fetch(urlOf(path), init(method, request, authorized, patience.signal)), request);
    if (response.ok) return { response, relax };
    const problem = problemOf(response, parse(await orLost(response.text(), request)));
    relax();
    if (response.status !== 401 || request.unasked || !(await askForKey(authorized))) throw problem;
  }
}

function init(method: string, request: Request, authorized: Record<string, string>, patience: AbortSignal): RequestInit {
  const headers: Record<string, string> = { ...authorized, ...request.headers };
  const signal = request.signal ? AbortSignal.any([request.signal, patience]) : patience;
  const { keepalive = false } = request;
  if (request.body === undefined) return { method, headers, signal, keepalive };
  headers["Content-Type"] = "application/json";
  const body = new TextEncoder().encode(JSON.stringify(request.body));
  return { method, headers, signal, keepalive: keepalive && body.length < mostKeptAlive, body };
}

/** orLost takes any failure for that of the network, but for the signal's end. */
async function orLost<T>(answer: Promise<T>, request: Request): Promise<T> {
  try {
    return await answer;
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

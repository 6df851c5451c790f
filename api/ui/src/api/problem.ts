/**
 * A refusal, or the lack of an answer. The code is the API's stable word, or one
 * of two of our own: "network" for no answer, "unreadable" for one that is not
 * the API's.
 */
export class Problem extends Error {
  constructor(
    readonly code: string,
    readonly status: number, // of HTTP, 0 for no answer
    readonly detail = "",
    readonly requestId = "",
    readonly retryAfter = 0, // seconds, as the API asks; 0 if it does not
  ) {
    super(`${code} ${status} ${detail}`);
  }

  /** Whether the same request may well succeed a little later. */
  get passing(): boolean {
    if (this.code === "idempotency_key_pending") return true;
    return [0, 408, 429, 502, 503, 504].includes(this.status) || (this.code === "unreadable" && this.status < 400);
  }
}

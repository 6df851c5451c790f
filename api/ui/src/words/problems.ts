// What to tell of a request that was refused or not answered.

import type { Problem } from "../api/problem";

type Words = string | ((problem: Problem) => string);

/** sorry is for what is not the user's doing. */
const sorry = (problem: Problem) => `Something went wrong on our side. If it happens again, report this number: ${problem.requestId || "none"}.`;
const refused = (problem: Problem) => `The service did not accept this: ${problem.detail || problem.code}`;
const busy = "There is more to run than the service can take at present.";
const needsKey = "The service wants an API key. Run the program again, or reload the page, to enter one.";
const outdated = "The service does not know what this page asks for; one of them is older than the other. Reload the page.";

/** Every code of the API, and our own two. */
const words: Record<string, Words> = {
  network: "The service cannot be reached. Is it running, and are you online?",
  unreadable: (problem) => `Something between here and the service answered in its place, with status ${problem.status}.`,
  invalid_json: refused,
  invalid_request: refused,
  invalid_parameter: refused,
  incomplete_body: "The program did not reach the service in full. Please run it again.",
  invalid_idempotency_key: outdated,
  api_key_required: needsKey,
  api_key_invalid: needsKey,
  cross_origin: "The service runs programs for its own page only, and takes this one for another's. A proxy before it may hide its name.",
  not_found: outdated,
  session_not_found: "The service no longer knows this session. Please run the program again.",
  execution_not_found: "The service no longer knows this run. Please run the program again.",
  not_shared: "There is no link to this.",
  share_not_found: "This link shows nothing: its author has stopped sharing, or it is not complete.",
  method_not_allowed: outdated,
  body_timeout: "The program took too long to reach the service: the connection is slow.",
  idempotency_key_pending: "The service is still at work on the same request.",
  draft_changed: "Another tab or device has changed this program since.",
  body_too_large: "The program and its input together are too large to send. Make the input smaller.",
  unsupported_media_type: outdated,
  idempotency_key_reused: "The service takes this run for another one. Please run the program again.",
  rate_limited: "That was too much at once.",
  client_busy: "Too many programs from where you are, or with your key, are waiting to run.",
  session_busy: "Too many of your programs are waiting to run.",
  queue_full: "Too many programs are waiting to run at present.",
  busy: "The service is sending as many large outputs as it can at once. Please try again in a moment.",
  internal: sorry,
  unavailable: "The service cannot reach its database.",
  not_ready: "The service is not ready yet.",
};

/** For codes that are not in the table, since newer services may have more. */
const byStatus: Record<number, Words> = {
  401: needsKey,
  403: "The API key does not allow this.",
  404: "The service no longer knows this.",
  409: "The service is still at work on the same request. Please try again in a moment.",
  429: (problem) => problem.detail || busy,
  500: sorry,
  503: (problem) => problem.detail || busy,
};

/** explain says in plain words what a problem means for the user. */
export function explain(problem: Problem): string {
  const say = words[problem.code] ?? byStatus[problem.status] ?? refused;
  return typeof say === "string" ? say : say(problem);
}

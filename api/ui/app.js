// The page of livecode. It keeps programs in the browser, runs them through
// the public API, and says in plain words what became of them.
//
// All text from programs and from the API is set as textContent, never as HTML.
"use strict";

const waitSeconds = 20;
const waiting = "The result appears here as soon as the program ends.";
const page = Object.fromEntries(
  ["form", "language", "version", "reset", "run", "code", "count", "stdin", "limits", "state", "message",
    "result", "facts", "wall", "cpu", "memory", "announcer", "stdout", "stdout-note", "stderr", "stderr-note"]
    .map((id) => [id, document.getElementById(id)]));

let languages = [];
let busy = false;

// --- What the browser keeps -------------------------------------------------

// A browser may refuse storage; the page then only forgets.
const memory = {
  get(key) {
    try { return localStorage.getItem("livecode." + key); } catch { return null; }
  },
  set(key, value) {
    try { localStorage.setItem("livecode." + key, value); } catch { /* forgotten */ }
  },
};

// --- The API ----------------------------------------------------------------

// Problem is a refusal: code is the API's stable word, or "network".
class Problem extends Error {
  constructor(code, detail, requestId) {
    super(detail);
    this.code = code;
    this.requestId = requestId;
  }
}

async function call(method, path, body) {
  let response, text;
  try {
    response = await fetch(path, {
      method,
      headers: body === undefined ? {} : { "Content-Type": "application/json" },
      body: body === undefined ? undefined : JSON.stringify(body),
    });
    text = await response.text();
  } catch {
    throw new Problem("network", "");
  }
  let answer;
  try { answer = JSON.parse(text); } catch {
    throw new Problem("unreadable", `The answer had status ${response.status}.`);
  }
  if (!response.ok) throw new Problem(answer.code || "unknown", answer.detail || "", answer.requestId);
  return answer;
}

async function newSession() {
  const session = await call("POST", "api/code-sessions");
  memory.set("session", session.session_id);
  return session.session_id;
}

// submit uses the session of last time, and makes another if that is gone.
async function submit(program) {
  const run = (session) => call("POST", `api/code-sessions/${encodeURIComponent(session)}/run?wait=${waitSeconds}`, program);
  const known = memory.get("session");
  if (!known) return run(await newSession());
  try {
    return await run(known);
  } catch (problem) {
    if (problem.code !== "session_not_found") throw problem;
    return run(await newSession());
  }
}

const terminal = (record) => ["COMPLETED", "FAILED", "TIMEOUT"].includes(record.status);

// outcome waits for the execution to end, however long it queues. Short
// failures on the way are survived, since the execution itself goes on.
async function outcome(answer) {
  let failures = 0;
  while (!terminal(answer)) {
    const id = answer.execution_id || answer.id;
    show("busy", answer.status === "RUNNING" ? "Running…" : "Waiting in the queue…", waiting);
    const asked = Date.now();
    try {
      answer = await call("GET", `api/executions/${encodeURIComponent(id)}?wait=${waitSeconds}`);
      failures = 0;
    } catch (problem) {
      if (!["network", "unavailable", "unreadable"].includes(problem.code) || ++failures > 5) throw problem;
    }
    if (!terminal(answer) && Date.now() - asked < 1000) await pause(1000);
  }
  return answer;
}

const pause = (ms) => new Promise((resolve) => { setTimeout(resolve, ms); });

// --- Plain words ------------------------------------------------------------

const signals = {
  SIGSEGV: "it used memory that is not its own",
  SIGABRT: "it gave up by itself",
  SIGKILL: "it was killed",
  SIGTERM: "it was asked to end",
  SIGINT: "it was interrupted",
  SIGFPE: "it made an arithmetic error",
  SIGILL: "it ran into an instruction the processor does not know",
  SIGBUS: "it used memory that is not there",
  SIGPIPE: "it wrote to something that was closed already",
  SIGSYS: "it made a system call that is not allowed here",
  SIGXFSZ: "it wrote a file that is too large",
};

function explain(record, limits) {
  switch (record.termination) {
    case "exited":
      return record.exitCode === 0 ? "The program ran to its end."
        : `The program ended with exit code ${record.exitCode}, which stands for an error. What it wrote to stderr usually says more.`;
    case "signaled":
      return `The program was ended by the signal ${record.signal}` +
        (signals[record.signal] ? `: ${signals[record.signal]}.` : ".");
    case "wall_timeout":
      return `The program was still running after ${seconds(limits.wallTimeMs)}, the longest it may take, and was stopped. Its output so far is below.`;
    case "oom":
      return `The program needed more than the ${bytes(limits.memoryBytes)} of memory it may use, and was stopped.`;
    case "output_limit":
      return `The program wrote more than ${bytes(limits.outputBytes)} to one of its outputs, and was stopped. The beginning and the end are below.`;
    case "cancelled":
      return "The program was stopped on request.";
    case "sandbox_error":
      return "The program could not be run because of a fault on our side. Nothing is wrong with it on that account; please run it again.";
    case "lost":
      return "The machines that ran the program failed before it ended. Please run it again.";
    default:
      return record.detail || "The program has ended.";
  }
}

function explainProblem(problem) {
  switch (problem.code) {
    case "network":
      return "The service could not be reached. Is it running, and are you online? Your program is kept here; try again in a moment.";
    case "unreadable":
      return `Something between here and the service answered in its place. ${problem.message}`;
    case "invalid_request":
    case "invalid_json":
    case "invalid_parameter":
    case "unsupported_media_type":
      return `The service did not accept this: ${problem.message}`;
    case "body_too_large":
      return "The program and its input together are too large to send.";
    case "body_timeout":
    case "incomplete_body":
      return "The program did not reach the service in full; the connection is slow or broke off. Please try again.";
    case "session_not_found":
    case "execution_not_found":
      return "The service no longer knows of this run. Please run the program again.";
    case "rate_limited":
    case "overloaded":
      return "There is more to run than the service can take at present. Please try again in a few seconds.";
    case "unavailable":
    case "not_ready":
      return "The service cannot take programs at present. Please try again in a few seconds.";
    case "internal":
      return `Something went wrong on our side. If it happens again, report this number: ${problem.requestId}.`;
    default:
      return `The service refused the request. ${problem.message || ""}`;
  }
}

// Number and unit stay on one line.
function seconds(ms) {
  return ms < 1000 ? `${Math.round(ms)}\u00A0ms` : `${(ms / 1000).toFixed(ms % 1000 === 0 ? 0 : 2)}\u00A0s`;
}

function bytes(n) {
  const units = ["bytes", "KiB", "MiB", "GiB"];
  let unit = 0;
  while (n >= 1024 && unit < units.length - 1) {
    n /= 1024;
    unit++;
  }
  return `${unit === 0 || Number.isInteger(n) ? n : n.toFixed(1)}\u00A0${units[unit]}`;
}

// --- The result -------------------------------------------------------------

const kinds = { COMPLETED: "good", FAILED: "bad", TIMEOUT: "late" };
const names = { COMPLETED: "Completed", FAILED: "Failed", TIMEOUT: "Time is up" };

function show(kind, state, message = "") {
  page.state.dataset.kind = kind;
  page.state.textContent = state;
  page.message.textContent = message;
  const spoken = `${state} ${message}`.trim();
  if (page.announcer.textContent !== spoken) page.announcer.textContent = spoken;
}

function clearResult() {
  page.facts.hidden = true;
  for (const stream of ["stdout", "stderr"]) {
    page[stream].textContent = "";
    page[`${stream}-note`].textContent = "";
  }
}

function showRecord(record, limits) {
  show(kinds[record.status], names[record.status], explain(record, limits));
  page.facts.hidden = false;
  page.wall.textContent = record.executionTime == null ? "–" : seconds(record.executionTime);
  page.cpu.textContent = record.cpuTimeMs == null ? "–" : seconds(record.cpuTimeMs);
  page.memory.textContent = record.peakMemoryBytes == null ? "–" : bytes(record.peakMemoryBytes);
  for (const stream of ["stdout", "stderr"]) {
    page[stream].textContent = record[stream];
    page[`${stream}-note`].textContent = note(record, stream);
  }
}

function note(record, stream) {
  const notes = [];
  if (record[stream] === "") notes.push("nothing written");
  const gap = record[`${stream}Omitted`];
  if (gap) notes.push(`${bytes(gap.bytes)} of ${bytes(record[`${stream}Bytes`])} left out after the first ${bytes(gap.at)}`);
  else if (record[`${stream}Truncated`]) notes.push(`cut off; ${bytes(record[`${stream}Bytes`])} were written`);
  if (record[`${stream}Lossy`]) notes.push("what is not text is shown as \uFFFD");
  return notes.join("; ");
}

async function run() {
  if (busy || !language()) return;
  setBusy(true);
  clearResult();
  show("busy", "Running…", waiting);
  bringIntoView(page.result);
  const { id, limits } = language();
  try {
    const answer = await submit({ code: page.code.value, language: id, stdin: page.stdin.value });
    showRecord(await outcome(answer), limits);
  } catch (problem) {
    show("bad", "Not run", explainProblem(problem));
  } finally {
    setBusy(false);
  }
}

// On a phone the result is below the editor, and would go unseen.
function bringIntoView(element) {
  if (element.getBoundingClientRect().top > window.innerHeight - 160) element.scrollIntoView();
}

// setBusy leaves the button focusable, so that the keyboard's place is kept.
function setBusy(now) {
  busy = now;
  page.run.setAttribute("aria-disabled", String(now));
}

// --- The program ------------------------------------------------------------

const language = () => languages.find((l) => l.id === page.language.value);

function showLanguage() {
  const { id, version, example, limits } = language();
  page.version.textContent = version ? `version ${version}` : "";
  page.code.value = memory.get(`code.${id}`) ?? example;
  page.limits.textContent = `A run may take ${seconds(limits.wallTimeMs)} and ${bytes(limits.memoryBytes)} of memory, ` +
    `and has no network. ${bytes(limits.outputBytes)} are kept of each output.`;
  memory.set("language", id);
  showCount();
}

function keepProgram() {
  memory.set(`code.${language().id}`, page.code.value);
  showCount();
}

// showCount counts as the API does: characters, not UTF-16 units.
function showCount() {
  const count = [...page.code.value].length;
  const most = language().limits.codeChars;
  page.count.textContent = `${count.toLocaleString("en")} of ${most.toLocaleString("en")} characters`;
  page.count.toggleAttribute("data-over", count > most);
}

// replaceSelection types text in, so that the browser's undo covers it.
function replaceSelection(text) {
  if (!document.execCommand("insertText", false, text)) {
    page.code.setRangeText(text, page.code.selectionStart, page.code.selectionEnd, "end");
    keepProgram();
  }
}

// indent puts spaces at the caret, or before each selected line.
function indent() {
  const area = page.code;
  if (area.selectionStart === area.selectionEnd) {
    replaceSelection("    ");
    return;
  }
  const start = area.value.slice(0, area.selectionStart).lastIndexOf("\n") + 1;
  const end = area.selectionEnd;
  area.setSelectionRange(start, end);
  const lines = area.value.slice(start, end).replace(/^(?!$)/gm, "    ");
  replaceSelection(lines);
  area.setSelectionRange(start, start + lines.length);
}

// Tab indents, unless Esc came just before it: then it moves on, as Shift+Tab
// always does.
let leaving = false;
function editorKey(event) {
  if (event.key === "Tab" && !event.shiftKey && !event.ctrlKey && !event.altKey && !event.metaKey && !leaving) {
    event.preventDefault();
    indent();
  }
  if (event.key !== "Shift") leaving = event.key === "Escape";
}

// --- Start ------------------------------------------------------------------

function listen() {
  page.form.addEventListener("submit", (event) => {
    event.preventDefault();
    run();
  });
  document.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      run();
    }
  });
  page.code.addEventListener("keydown", editorKey);
  page.code.addEventListener("blur", () => { leaving = false; });
  page.code.addEventListener("input", keepProgram);
  page.stdin.addEventListener("input", () => memory.set("stdin", page.stdin.value));
  page.language.addEventListener("change", showLanguage);
  page.reset.addEventListener("click", () => {
    page.code.focus();
    page.code.select();
    replaceSelection(language().example);
  });
}

async function start() {
  try {
    ({ languages } = await call("GET", "api/languages"));
  } catch (problem) {
    show("bad", "Not connected", explainProblem(problem) + " Then reload this page.");
    return;
  }
  for (const { id, name } of languages) page.language.add(new Option(name, id));
  if (languages.length === 0) return;
  const last = memory.get("language");
  if (languages.some((l) => l.id === last)) page.language.value = last;
  page.stdin.value = memory.get("stdin") ?? "";
  showLanguage();
  listen();
  for (const control of [page.language, page.reset, page.run]) control.disabled = false;
}

start();

import assert from "node:assert/strict";
import { test } from "node:test";
import { verdictOf } from "./verdict";

const limits = { wallTimeMs: 5000, memoryBytes: 256 << 20, outputBytes: 1 << 20 };
const of = (termination, more, ...rest) =>
  verdictOf({ termination, stdout: "", stderr: "", executionTime: 5000, language: "python", ...more }, ...rest);

test("a limit that is not known is not told", () => {
  assert.match(of("oom", {}, limits).text, /more than the 256\u00A0MiB it may use/);
  assert.match(of("oom", {}).text, /more memory than it may use/);
  assert.match(of("output_limit", { stderrTruncated: true, stderrOmitted: { at: 1, bytes: 2 } }).text,
    /more than it may to stderr, and was stopped\. The beginning and the end are here/);
});

test("who looks at another's program did not stop it", () => {
  assert.equal(of("cancelled", {}, limits).title, "You stopped it");
  assert.equal(of("cancelled", {}, limits, "The author").title, "The author stopped it");
});

test("a program that waits for its user has no endless loop", () => {
  assert.match(of("wall_timeout", {}, limits).text, /loop that does not end/);
  assert.match(of("wall_timeout", { interactive: true }, limits).text, /waits for what you type\.$/);
  assert.match(of("wall_timeout", { interactive: true, language: "javascript" }, limits).text, /press End input/);
});

test("what is our fault is said to be", () => {
  for (const termination of ["lost", "sandbox_error"]) assert.equal(of(termination, {}, limits).title, "This is our fault");
});

import assert from "node:assert/strict";
import { test } from "node:test";
import { spoken } from "./spoken";

test("little output is read out, much is counted", () => {
  assert.equal(spoken({ stdout: "", stderr: "" }), "");
  assert.equal(spoken({ stdout: "\x1b[32m42\x1b[0m\n", stderr: "why\n" }), "Output: 42\nwhy");
  assert.equal(spoken({ stdout: "a line\n".repeat(1500), stderr: "" }), "There are 1,500 lines of output.");
  assert.equal(spoken({ stdout: "x".repeat(300), stderr: "" }), "There is a long line of output.");
});

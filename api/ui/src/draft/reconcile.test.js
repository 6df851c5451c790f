import assert from "node:assert/strict";
import { test } from "node:test";
import { reconcile } from "./reconcile";

const base = (session, revision) => ({ session, revision });
const found = { base: base("s", 3), text: { language: "python", code: "theirs" } };
const ours = (more) => ({ language: "python", code: "ours", base: base("s", 3), unsaved: true, ...more });

for (const [what, copy, remote, want] of [
  ["no session", ours(), null, "ours"],
  ["a session without a draft", ours(), { base: base("s", 0), text: null }, "ours"],
  ["a browser that has nothing", ours({ code: undefined }), found, "theirs"],
  ["changes that could not be saved yet", ours(), found, "ours"],
  ["no changes here", ours({ unsaved: false, base: base("s", 2) }), found, "theirs"],
  ["changes on both sides", ours({ base: base("s", 2) }), found, "both"],
  ["another session", ours({ base: base("other", 3) }), found, "both"],
  ["a copy of which nothing is known", ours({ base: null }), found, "both"],
  ["the same text", ours({ code: "theirs", base: null }), found, "theirs"],
  ["the same text in another language", ours({ code: "theirs", language: "javascript", base: null }), found, "both"],
]) {
  test(what, () => assert.equal(reconcile(copy, remote), want));
}

import assert from "node:assert/strict";
import { test } from "node:test";
import { Problem } from "../api/problem";
import { untilEnd } from "./onlook";

const told = async (first, ...rest) => {
  const seen = [];
  const look = async () => {
    const next = rest.shift();
    if (next instanceof Problem) throw next;
    return { status: next };
  };
  const end = untilEnd({ status: first }, look, ({ status }) => seen.push(status), () => 0);
  return { end: await end.then(({ status }) => status, (error) => error), seen, left: rest.length };
};

test("an execution is looked at until it has ended", async () => {
  assert.deepEqual(await told("QUEUED", "QUEUED", "RUNNING", "FAILED", "never"), { end: "FAILED", seen: ["QUEUED", "QUEUED", "RUNNING"], left: 1 });
  assert.deepEqual(await told("COMPLETED", "never"), { end: "COMPLETED", seen: [], left: 1 });
});

test("a link that is taken back meanwhile ends it", async () => {
  const gone = new Problem("share_not_found", 404);
  assert.deepEqual(await told("RUNNING", gone, "never"), { end: gone, seen: ["RUNNING"], left: 1 });
});

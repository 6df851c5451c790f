import assert from "node:assert/strict";
import { test } from "node:test";
import { waiting } from "./waiting";

test("a place and a time are told where they are known", () => {
  assert.deepEqual(waiting({}), { title: "Waiting in the queue", text: "" });
  assert.deepEqual(waiting({ queuePosition: 1 }), { title: "Waiting, next in the queue", text: "" });
  assert.deepEqual(waiting({ queuePosition: 12, estimatedWaitMs: 41_700 }),
    { title: "Waiting, number 12 in the queue", text: "It begins in about 42\u00A0s." });
});

import assert from "node:assert/strict";
import { test } from "node:test";
import { phases, steps, timelineOf } from "./stages";

const times = {
  createdAt: "2026-01-01T00:00:00.000Z", startedAt: "2026-01-01T00:00:00.010Z",
  finishedAt: "2026-01-01T00:00:00.050Z", executionTime: 30,
};

const summary = (timeline, ran = null) => phases(timeline, ran).map(({ name, ms }) => `${name} ${ms}`);

test("a record without stages has its times", () => {
  assert.deepEqual(timelineOf(times), { accepted: 0, started: 10, exited: 40, saved: 50 });
  assert.deepEqual(timelineOf({ createdAt: times.createdAt, executionTime: null }), { accepted: 0 });
  assert.deepEqual(timelineOf({ ...times, timeline: { accepted: 0 } }), { accepted: 0 });
});

test("phases follow each other and leave out what is not known", () => {
  assert.deepEqual(summary({ accepted: 0, stored: 1, queued: 2, dequeued: 3, claimed: 4, started: 9, exited: 20, saved: 22, answered: 25 }),
    ["queue 4", "start 5", "run 11", "save 5"]);
  assert.deepEqual(summary(timelineOf(times)), ["start 10", "run 30", "save 10"]);
  assert.deepEqual(summary({}), []);
  assert.deepEqual(summary({}, 5), []);
});

test("a program ran as long as the clock beside it says", () => {
  const late = { accepted: 0, claimed: 4, started: 19.9, exited: 20 };
  assert.deepEqual(summary(late, 10), ["queue 4", "start 6", "run 10"]);
  assert.deepEqual(summary(late, 17), ["queue 4", "run 16"]);
  assert.deepEqual(summary({ ...late, started: 5 }, 10), ["queue 4", "start 1", "run 15"]);
});

test("stages are listed by their times", () => {
  assert.deepEqual(steps({ exited: 5, accepted: 0, firstOutput: 3 }).map(({ at }) => at), [0, 3, 5]);
});

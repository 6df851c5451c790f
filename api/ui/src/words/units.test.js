import assert from "node:assert/strict";
import { test } from "node:test";
import { about, bytes, seconds, time } from "./units";

const spaced = (words) => words.replace("\u00A0", " ");

test("numbers as people read them", () => {
  for (const [got, want] of [
    [time(0), "0 ms"], [time(0.314), "0.31 ms"], [time(3.25), "3.3 ms"], [time(3), "3 ms"], [time(9.96), "10 ms"],
    [time(999.4), "999 ms"], [time(999.6), "1.00 s"], [time(5003), "5.00 s"],
    [seconds(5003), "5.0 s"], [seconds(0), "0.0 s"],
    [bytes(0), "0 bytes"], [bytes(1), "1 byte"], [bytes(1023), "1023 bytes"], [bytes(1024), "1 KiB"],
    [bytes(4823449), "4.6 MiB"], [bytes(256 << 20), "256 MiB"], [bytes(3 * 2 ** 40), "3072 GiB"],
  ]) assert.equal(spaced(got), want);
});

test("guesses are rough", () => {
  assert.deepEqual([0, 400, 41_700, 99_000, 125_000].map(about), ["1\u00A0s", "1\u00A0s", "42\u00A0s", "99\u00A0s", "2\u00A0min"]);
});

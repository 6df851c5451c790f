import assert from "node:assert/strict";
import { test } from "node:test";
import { Events } from "./sse";

const stream = 'retry: 1000\n\nevent: status\nid: 0-0-0-1\ndata: {"a": "b: c"}\n\n:\n\nevent:stdout\r\nid: 1-2-0-2\r\ndata: é\r\n\r\ndata: one\ndata: two\n\nid: 9\n\n';
const events = [
  { name: "status", id: "0-0-0-1", data: '{"a": "b: c"}' },
  { name: "stdout", id: "1-2-0-2", data: "é" },
  { name: "message", id: "", data: "one\ntwo" },
];

test("events are whole, wherever the text is cut", () => {
  assert.deepEqual(new Events().push(stream), events);
  for (let cut = 0; cut <= stream.length; cut++) {
    const parser = new Events();
    assert.deepEqual([...parser.push(stream.slice(0, cut)), ...parser.push(stream.slice(cut))], events);
  }
});

test("an event that is cut off is none", () => {
  assert.deepEqual(new Events().push("event: end\ndata: {}\n"), []);
});

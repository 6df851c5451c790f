import assert from "node:assert/strict";
import { test } from "node:test";
import { setImmediate as turn } from "node:timers/promises";
import { attachBy } from "./attach";

/** A socket whose other side is the test. */
class Socket {
  sent = [];
  send(text) { this.sent.push(JSON.parse(text)); }
  close() { this.onclose?.(); }
  tell(event, data, id) { this.onmessage({ data: JSON.stringify({ event, data, ...(id && { id }) }) }); }
}

/** A service that answers for records as told, and what the page hears. */
function stage(t, record = { status: "RUNNING" }) {
  const heard = { output: "", ways: [], refusals: [] };
  const dials = [];
  const sockets = [];
  t.mock.method(globalThis, "fetch", async (url) => {
    if (String(url).endsWith("/events")) {
      const end = `event: end\nid: 9\ndata: ${JSON.stringify({ status: "COMPLETED", from: "events" })}\n\n`;
      return new Response(end, { headers: { "Content-Type": "text/event-stream" } });
    }
    return Response.json(record);
  });
  const sink = {
    status() {}, restart() {}, trouble() {},
    output: (stream, text) => { heard.output += text; },
    typing: (way) => heard.ways.push(way),
    notTaken: ({ code }) => heard.refusals.push(code),
    cannotType: () => heard.refusals.push("no socket"),
  };
  const dial = (id, last) => {
    dials.push(last);
    sockets.push(new Socket());
    return sockets.at(-1);
  };
  const abort = new AbortController();
  return { heard, dials, sockets, abort, end: attachBy(dial, "x", sink, abort.signal) };
}

async function until(condition) {
  for (const deadline = Date.now() + 5000; !condition();) {
    assert.ok(Date.now() < deadline, `never: ${condition}`);
    await turn();
  }
}

test("one types, and the program answers", async (t) => {
  const { heard, sockets, end } = stage(t);
  sockets[0].onopen();
  sockets[0].tell("status", { status: "RUNNING" }, "1");
  sockets[0].tell("stdout", { text: "Name? " }, "2");
  heard.ways.at(-1).send("Ada\n");
  heard.ways.at(-1).end();
  assert.deepEqual(sockets[0].sent, [{ type: "stdin", text: "Ada\n" }, { type: "stdin_eof" }]);
  sockets[0].tell("end", { status: "COMPLETED" }, "3");
  sockets[0].close();
  assert.deepEqual([(await end).status, heard.output, heard.ways.at(-1)], ["COMPLETED", "Name? ", null]);
});

test("a socket that is cut goes on where it was", async (t) => {
  const { heard, dials, sockets, end } = stage(t);
  sockets[0].onopen();
  sockets[0].tell("stdout", { text: "a" }, "7");
  sockets[0].close();
  assert.equal(heard.ways.at(-1), null);
  await until(() => sockets.length === 2);
  assert.deepEqual(dials, ["", "7"]);
  sockets[1].onopen();
  sockets[1].tell("end", { status: "FAILED" }, "8");
  sockets[1].close();
  assert.deepEqual([(await end).status, heard.refusals], ["FAILED", []]);
});

test("who had typed when the socket was cut is told", async (t) => {
  const { heard, sockets, end } = stage(t);
  sockets[0].onopen();
  heard.ways.at(-1).send("Ada\n");
  sockets[0].close();
  await until(() => sockets.length === 2);
  assert.deepEqual(heard.refusals, ["connection_cut"]);
  sockets[1].onopen();
  sockets[1].tell("end", { status: "COMPLETED" }, "8");
  sockets[1].close();
  assert.equal((await end).status, "COMPLETED");
});

test("without a socket there are events", async (t) => {
  const { heard, sockets, end } = stage(t);
  sockets[0].close();
  await until(() => sockets.length === 2);
  sockets[1].close();
  assert.deepEqual([(await end).from, heard.refusals], ["events", ["no socket"]]);
});

test("a refusal is told, and the socket stays", async (t) => {
  const { heard, sockets, end } = stage(t);
  sockets[0].onopen();
  sockets[0].tell("error", { code: "input_ended", detail: "The input of this execution has ended." });
  assert.deepEqual(heard.refusals, ["input_ended"]);
  sockets[0].tell("end", { status: "COMPLETED" }, "3");
  sockets[0].close();
  assert.deepEqual([(await end).status, sockets.length], ["COMPLETED", 1]);
});

test("what has ended meanwhile is not dialled again", async (t) => {
  const { sockets, end } = stage(t, { status: "TIMEOUT" });
  sockets[0].onopen();
  sockets[0].close();
  assert.deepEqual([(await end).status, sockets.length], ["TIMEOUT", 1]);
});

test("who gives up is let go", async (t) => {
  const { abort, sockets, end } = stage(t);
  sockets[0].onopen();
  abort.abort(new Error("enough"));
  await assert.rejects(end, /enough/);
});

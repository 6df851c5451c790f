const dgram = require("dgram");

const s = dgram.createSocket("udp4").on("error", () => {});
const head = Buffer.from([0, 0, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0]);
const good = Buffer.concat([head, Buffer.from("\x09localhost\0\0\x01\0\x01", "latin1")]);
const loop = Buffer.concat([head, Buffer.from([192, 12, 0, 1, 0, 1])]);
const all = [good, loop, Buffer.alloc(0), Buffer.from("x"), good.subarray(0, -3), require("crypto").randomBytes(512), Buffer.alloc(2000)];
function ask() {
  for (let i = 0; i < 100; i++) for (const message of all) s.send(message, 53, "127.0.0.1", () => {});
  setImmediate(ask);
}
ask();

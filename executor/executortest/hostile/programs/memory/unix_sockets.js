const net = require("net"), fs = require("fs");

let total = 0;
const server = net.createServer({ pauseOnConnect: true }, () => {}).listen("/tmp/s", () => {
  for (let i = 0; i < 450; i++) {
    const c = net.connect("/tmp/s");
    c.on("error", () => {});
    c.write(Buffer.alloc(1 << 19), () => {});
  }
});
setTimeout(() => process.exit(0), 2000);

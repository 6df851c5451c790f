const { Worker } = require("worker_threads");

let running = 0;
for (let n = 0; n < 10_000; n++) {
  const w = new Worker("setInterval(() => {}, 1000)", { eval: true });
  w.on("online", () => { if (++running > 128) console.log("more than 128"); });
  w.on("error", () => process.exit(3));
}

const fs = require("fs");

process.on("SIGXFSZ", () => {});
for (const place of ["/tmp", "/sandbox", "/dev/shm"]) {
  let n = 0;
  try {
    for (const fd = fs.openSync(place + "/fill", "w"); n < 2 ** 30;) n += fs.writeSync(fd, Buffer.alloc(1 << 20));
  } catch (e) {
    console.log(place + ":", e.code);
  }
}

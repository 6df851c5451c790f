const fs = require("fs");

const r = fs.openSync("/proc/self/fd/1", fs.constants.O_RDONLY | fs.constants.O_NONBLOCK);
for (let i = 0; i < 100; i++) {
  fs.writeSync(1, "stolen?\n");
  try { fs.readSync(r, Buffer.alloc(1 << 20)); } catch {}
}
fs.writeSync(1, "done\n");

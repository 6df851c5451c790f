const lock = Buffer.alloc(32), start = Buffer.alloc(8), name = memory(Buffer.from("x\0"));
lock.writeInt16LE(1); // F_WRLCK
lock.writeBigInt64LE(1n, 16);
const at = memory(lock);
let locks = 0;
for (let n = 0; n < 1000; n++) {
  const fd = call("memfd_create", name, 0);
  if (call("fcntl", fd, 6, at) !== 0) break; // the code for it stays in the place of getpriority
  for (let from = 1000; from > 0; from -= 2) {
    start.writeInt32LE(from);
    fs.writeSync(self, start, 0, 8, at + 8);
    if (os.getPriority() === 0) locks++;
  }
}
console.log(locks, "locks");

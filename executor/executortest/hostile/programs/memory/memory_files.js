const name = memory(Buffer.from("x\0")), part = Buffer.alloc(1 << 20);
for (;;) {
  const fd = call("memfd_create", name, 0);
  for (let n = 0; n < 60; n++) fs.writeSync(fd, part);
}

const fd = fs.openSync("/tmp/f", "w+");
fs.writeSync(fd, "a".repeat(4096));
call("splice", fd, memory(Buffer.alloc(8)), 1, 0, 4096, 0);
fs.writeSync(fd, "b".repeat(4096), 0);

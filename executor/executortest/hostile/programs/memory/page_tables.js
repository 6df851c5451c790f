const big = 2 ** 46, part = Buffer.alloc(1);
call("mmap", big, 2 ** 40, 1, 0x104022, -1, 0); // MAP_FIXED_NOREPLACE, MAP_NORESERVE
for (let at = big; at < big + 2 ** 40; at += 2 << 20) fs.readSync(self, part, 0, 1, at);
console.log("all of it");

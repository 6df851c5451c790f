for (const fd of [1, 2]) require("fs").writeSync(fd, Buffer.alloc(2 ** 20, 1));

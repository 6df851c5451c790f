const fs = require("fs");

const held = Buffer.alloc(190 << 20, 1);
for (const fd of [1, 2, 1, 2]) fs.writeSync(fd, "y".repeat(1 << 19));

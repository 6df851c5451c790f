const { spawnSync } = require("child_process");

spawnSync(process.execPath, ["-e", "Buffer.alloc(512 << 20, 1)"]);
require("fs").writeSync(1, "the child was killed\n");
setTimeout(() => process.kill(process.pid, "SIGKILL"), 200);

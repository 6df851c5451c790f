const { spawnSync } = require("child_process");

const { signal } = spawnSync(process.execPath, ["-e", "Buffer.alloc(512 << 20, 1)"]);
console.log("the child was", signal === "SIGKILL" ? "killed" : "spared");

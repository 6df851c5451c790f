const { spawnSync } = require("child_process");

const { signal } = spawnSync(process.execPath, ["--stack-size=100000", "-e", "(function f() { f(); })()"]);
process.kill(process.pid, signal);
setTimeout(() => {}, 1000);

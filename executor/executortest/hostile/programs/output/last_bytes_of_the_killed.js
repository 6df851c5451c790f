const fs = require("fs");

fs.writeSync(1, "x".repeat(50_000));
fs.writeSync(1, "last\n");
process.kill(process.pid, "SIGKILL");

const { spawn } = require("child_process");

for (let i = 0; i < 6; i++) {
  spawn(process.execPath, ["-e", "const held = Buffer.alloc(60 << 20, 1); setTimeout(() => {}, 60_000)"]).on("exit", (code, signal) => {
    if (signal === "SIGKILL") process.exit(1);
  });
}

const { spawn } = require("child_process"), fs = require("fs");

// The shell ends when it cannot fork any more.
spawn("sh", ["-c", "while :; do sleep 60 & done"], { stdio: "ignore" }).on("exit", () => {
  for (let i = 0; i < 200; i++) {
    fs.writeSync(1, "x".repeat(5000));
    fs.writeSync(2, "y".repeat(5000));
  }
  process.exit(7);
});

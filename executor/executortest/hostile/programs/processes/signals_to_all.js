const fs = require("fs"), { spawn } = require("child_process");

for (let i = 0; i < 3; i++) spawn("sleep", ["60"]);
for (const s of ["SIGTERM", "SIGSEGV", "SIGSTOP", "SIGKILL"]) {
  const pids = fs.readdirSync("/proc").filter(n => /^[0-9]+$/.test(n) && +n !== process.pid);
  for (const pid of [...pids, -1]) {
    try { process.kill(+pid, s); } catch {}
  }
}
console.log("alone");

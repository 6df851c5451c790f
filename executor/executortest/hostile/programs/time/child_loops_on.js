const child = require("child_process").spawn(process.execPath, ["-e", "for (;;);"], { detached: true, stdio: "ignore" });
child.unref();
console.log("gone");
process.exit(0);

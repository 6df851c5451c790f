const { spawnSync } = require("child_process"), inspector = require("inspector");

inspector.open(0, "127.0.0.1");
console.log("debugger:", /^ws:\/\/127\.0\.0\.1/.test(inspector.url()) ? "on loopback" : inspector.url());
inspector.close();
const child = spawnSync(process.execPath, ["--expose-internals", "--allow-natives-syntax", "-e", "process.stdout.write(String(process.getuid()))"], { encoding: "utf8" });
console.log("a child with other options:", child.stdout === String(process.getuid()) ? "ran as the same user" : child.stdout);

const fs = require("fs"), path = require("path"), { execFileSync } = require("child_process");

const folder = path.dirname(__filename);
for (let i = 0; i < 20; i++) {
  fs.unlinkSync(__filename);
  fs.symlinkSync("/etc/shadow", __filename);
  fs.unlinkSync(__filename);
  if (i === 0) {
    execFileSync("mkfifo", [__filename]);
    fs.unlinkSync(__filename);
  }
  fs.mkdirSync(__filename);
  fs.rmdirSync(__filename);
  fs.symlinkSync(__filename, __filename);
}
for (const name of [__filename + ".new", folder + "/main.py", folder + "/main.py.new"]) fs.symlinkSync("/proc/1/mem", name);
try {
  fs.renameSync(folder, folder + "2");
  console.log("renamed the folder");
} catch {}
console.log("done");

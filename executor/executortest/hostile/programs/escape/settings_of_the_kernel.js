const fs = require("fs");

let wrote = 0, looked = 0;
function walk(folder, depth) { // everything that could be written to, below a few folders
  let entries = [];
  try { entries = fs.readdirSync(folder, { withFileTypes: true }); } catch {}
  for (const entry of entries) {
    const path = folder + "/" + entry.name;
    if (entry.isDirectory() && depth > 0) walk(path, depth - 1);
    if (!entry.isFile()) continue;
    looked++;
    try {
      fs.writeSync(fs.openSync(path, fs.constants.O_WRONLY | fs.constants.O_NONBLOCK), "1");
      console.log("wrote", path);
      wrote++;
    } catch {}
  }
  try {
    if (folder.startsWith("/sys/fs/cgroup")) {
      fs.mkdirSync(folder + "/own");
      console.log("made a group in", folder);
      wrote++;
    }
  } catch {}
}
for (const [folder, depth] of [["/proc/sys", 5], ["/proc/irq", 1], ["/proc/bus", 2], ["/proc/fs", 2], ["/sys/fs", 3], ["/sys/kernel", 3], ["/sys/power", 1], ["/sys/module", 2], ["/sys/class/net/lo", 1], ["/sys/block", 2], ["/sys/bus", 2]]) walk(folder, depth);
try {
  fs.writeFileSync("/proc/sysrq-trigger", "h");
  console.log("wrote /proc/sysrq-trigger");
} catch {}
console.log(wrote === 0 && looked > 20 ? "wrote nothing" : `${wrote} of ${looked}`);

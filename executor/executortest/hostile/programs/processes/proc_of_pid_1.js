const fs = require("fs");

const SECRET = `environ mem maps smaps exe cwd root fd fdinfo map_files stack syscall auxv io pagemap personality
ns/net ns/mnt ns/user timers`.split(/\s+/);
const WRITE = `mem oom_score_adj timerslack_ns autogroup comm coredump_filter clear_refs attr/current uid_map gid_map
setgroups projid_map sched loginuid`.split(/\s+/);
const read = path => { const b = Buffer.alloc(100); return fs.readSync(fs.openSync(path), b) && b.toString(); };

for (const name of SECRET) {
  const path = "/proc/1/" + name;
  for (const look of [fs.readlinkSync, p => fs.readdirSync(p).join(), read, p => fs.openSync(p + "/0")]) {
    try {
      const found = look(path);
      if (found) console.log("read", path, found);
    } catch {}
  }
}
for (const name of WRITE) {
  for (const task of ["/proc/1/", "/proc/1/task/1/"]) {
    try {
      fs.writeSync(fs.openSync(task + name, "r+"), "0");
      console.log("wrote", task + name);
    } catch {}
  }
}
console.log("cmdline:", fs.readFileSync("/proc/1/cmdline", "utf8").replaceAll("\0", ""));
console.log("name:", fs.readFileSync("/proc/1/comm", "utf8").trim());

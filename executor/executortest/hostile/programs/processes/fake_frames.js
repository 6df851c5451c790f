const fs = require("fs");

const said = '{"wallTime":1,"exitCode":0,"oomKills":1}';
const frames = "o\0\0\0\x05fake!" + "x\0\0\0(" + said + "h\0\0\0\x0e" + '{"protocol":9}';
const engine = "\x01\0\0\0\0\0\0\x05ended";
for (const fd of [1, 2, 0]) fs.writeSync(fd || 1, fd ? frames + engine : "");
for (let fd = 3; fd < 1024; fd++) {
  if (fs.existsSync("/proc/self/fd/" + fd) && !/anon_inode|pipe|null/.test(fs.readlinkSync("/proc/self/fd/" + fd))) {
    try { fs.writeSync(fd, frames + engine); } catch {}
  }
}
process.exit(5);

const fs = require("fs");

const read = path => fs.readFileSync(path, "utf8");
console.log("environment:", read("/proc/self/environ").split("\0").filter(Boolean).map(l => l.split("=")[0]).sort().join(" "));
console.log("arguments:", read("/proc/self/cmdline").split("\0").join(" ").trim());
const others = fs.readdirSync("/proc").filter(p => /^[0-9]+$/.test(p) && +p !== 1 && +p !== process.pid);
console.log("processes:", others.length ? others : "PID 1 and its own");
for (const [what, path] of [["resolver", "/etc/resolv.conf"], ["hosts", "/etc/hosts"]]) {
  const known = (fs.existsSync(path) ? read(path) : "").split("\n").filter(l => l && !/^#|localhost|sandbox|ip6-/.test(l));
  console.log(what + ":", known.join() || "nothing");
}

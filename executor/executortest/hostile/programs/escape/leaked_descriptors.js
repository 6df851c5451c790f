const fs = require("fs");

const kind = fd => fs.readlinkSync("/proc/self/fd/" + fd).replace(/:.*/, "");
const all = fs.readdirSync("/proc/self/fd").map(Number).filter(fd => fs.existsSync("/proc/self/fd/" + fd) || fd < 3).sort((a, b) => a - b);
const others = all.filter(fd => fd > 2 && !/^(anon_inode|pipe|socket|\/dev\/null|\/proc\/)/.test(fs.readlinkSync("/proc/self/fd/" + fd)));
console.log("descriptors:", all.slice(0, 3).join(" "), others.length ? others.map(fd => fs.readlinkSync("/proc/self/fd/" + fd)) : "and Node's own");
console.log("they are:", [0, 1, 2].map(kind).join(" "));
console.log("cwd:", process.cwd());
console.log("root:", fs.readlinkSync("/proc/self/root"));
const ways = ["self", "1", "thread-self"].flatMap(who => ["cwd", "root", ...Array.from({ length: 64 }, (_, n) => "fd/" + n)].map(way => `/proc/${who}/${way}`));
const up = "/..".repeat(20);
const found = ways.filter(w => ["/var/lib/docker", "/boot/vmlinuz"].some(p => fs.existsSync(w + up + p)));
const same = fs.statSync("/").ino === fs.statSync("/" + up).ino;
console.log("upwards:", found.join(" ") || (same ? "nothing of the host" : "another root"));

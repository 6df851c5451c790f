const fs = require("fs"), net = require("net");

const all = ["/tmp", "/sandbox", "/dev/shm", "/dev/mqueue", "/var/tmp"];
const left = [];
for (const folder of [...all, "/run/lock", "/var/lock", "/var/mail", "/home", "/run", "/dev"]) {
  try {
    for (const name of fs.readdirSync(folder)) {
      if ((name.startsWith("trace") || all.includes(folder)) && folder + "/" + name !== __filename) console.log("found", folder + "/" + name);
    }
    fs.writeFileSync(folder + "/trace", "I was here");
    left.push(folder);
  } catch {}
}
const done = () => { console.log("left something in:", left.sort().join(" ")); process.exit(0); };
net.connect("\0trace").on("error", () => net.createServer().listen("\0trace", done)).on("connect", () => { console.log("found a socket"); done(); });

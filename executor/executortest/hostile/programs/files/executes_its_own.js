const fs = require("fs"), { spawnSync } = require("child_process");

for (const place of ["/tmp", "/sandbox", "/dev/shm"]) {
  fs.copyFileSync("/bin/cat", place + "/own");
  fs.chmodSync(place + "/own", 0o6777);
  console.log(place + ":", spawnSync(place + "/own", ["/etc/shadow"]).error?.code ?? "allowed");
}
fs.copyFileSync(fs.readFileSync("/proc/self/maps", "utf8").match(/\/\S*(libc\.so\.6|ld-musl-\S*)/)[0], "/tmp/library.node");
try {
  process.dlopen({ exports: {} }, "/tmp/library.node");
  console.log("a library in /tmp: loaded");
} catch (e) {
  console.log("a library in /tmp:", /failed to map|not permitted|did not self-register/i.test(e.message) && !/self-register/.test(e.message) ? "refused" : e.message);
}

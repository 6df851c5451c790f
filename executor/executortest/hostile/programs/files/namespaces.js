const FLAGS = [0x80, 0x20000, 0x2000000, 0x4000000, 0x8000000, 0x10000000, 0x20000000, 0x40000000];
for (const flag of FLAGS) say(`unshare 0x${flag.toString(16)}`, call("unshare", flag));
for (const flag of FLAGS.slice(1)) say(`clone 0x${flag.toString(16)}`, call("clone", flag | 17));
const how = Buffer.alloc(64);
how.writeUInt32LE(0x10000000);
say("clone3", call("clone3", memory(how), 64));
for (const name of "net mnt pid user uts ipc cgroup".split(" ")) say("setns " + name, call("setns", fs.openSync("/proc/self/ns/" + name), 0));
say("setns of PID 1", call("setns", call("pidfd_open", 1, 0), 0x20000));
for (const name of ["uid_map", "setgroups"]) {
  try {
    fs.writeSync(fs.openSync("/proc/self/" + name, "r+"), name === "uid_map" ? "0 0 1" : "deny");
    say(name, 0);
  } catch (e) {
    say(name, e.code);
  }
}

const fs = require("fs"), os = require("os");

const read = path => { try { return fs.readFileSync(path, "utf8"); } catch { return ""; } };
const list = path => { try { return fs.readdirSync(path); } catch { return []; } };
const tell = (what, known) => console.log(what + ":", known ? "known" : "unknown");
const mounts = read("/proc/self/mountinfo"), points = mounts.trim().split("\n").map(l => l.split(" ")[4]);

console.log("host name:", os.hostname() === "sandbox" ? "its own" : os.hostname());
tell("kernel", os.release());
tell("command line of the kernel", read("/proc/cmdline").trim());
tell("processors", os.cpus().length);
tell("memory of the host", /MemTotal/.test(read("/proc/meminfo")));
tell("load of the host", read("/proc/loadavg"));
tell("folders of the engine", /upperdir=\/|\/containers\//.test(mounts));
tell("id of the container", /[0-9a-f]{64}/.test(mounts + read("/proc/self/cgroup")));
tell("disks by name", list("/sys/block").length);
tell("network of the host", list("/sys/class/net").some(n => n !== "lo") || read("/proc/net/arp").trim().includes("\n"));
tell("users of the host", read("/etc/passwd").trim().split("\n").some(l => +l.split(":")[2] >= 1000 && +l.split(":")[2] < 60000 && !/^node:/.test(l)));
tell("processes of the host", list("/proc").filter(p => /^[0-9]+$/.test(p)).length > 2);
tell("mounts of the host", points.some(p => !/^\/$|^\/(proc|sys|dev|tmp|sandbox)(\/|$)|^\/etc\/(hostname|hosts|resolv\.conf)$/.test(p)));

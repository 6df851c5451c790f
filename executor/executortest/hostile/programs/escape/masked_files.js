const fs = require("fs");

function look(path) {
  try {
    if (fs.statSync(path).isDirectory()) return fs.readdirSync(path).join(" ") || "empty";
    const fd = fs.openSync(path, fs.constants.O_RDONLY | fs.constants.O_NONBLOCK);
    return fs.readSync(fd, Buffer.alloc(100)) ? "some bytes" : "empty";
  } catch (e) {
    return e.code === "ENOENT" ? "absent" : e.code;
  }
}

const ALL = `/proc/kcore /proc/keys /proc/latency_stats /proc/timer_list /proc/timer_stats
/proc/sched_debug /proc/scsi /proc/acpi /proc/asound /sys/firmware
/proc/kmsg /proc/kpagecount /proc/kpageflags /proc/kpagecgroup /proc/slabinfo
/proc/vmallocinfo /proc/pagetypeinfo /dev/kmsg /dev/mem /dev/port
/sys/kernel/debug /sys/kernel/tracing /sys/kernel/security /sys/fs/bpf /sys/fs/pstore
/sys/kernel/slab/dentry/slabs /proc/tty/driver /proc/sys/kernel/cad_pid /sys/class/dmi/id/product_serial`;
for (const path of ALL.split(/\s+/)) console.log(path + ":", look(path));
for (const [path, end] of [["/proc/kallsyms", " "], ["/proc/iomem", "-"]]) {
  let lines = [];
  try { lines = fs.readFileSync(path, "utf8").split("\n", 500).filter(l => l.includes(end)); } catch {}
  console.log("addresses in " + path + ":", lines.every(l => parseInt(l.split(end)[0], 16) === 0) ? "hidden" : "shown");
}

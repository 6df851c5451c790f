import errno, os

def look(path):
    try:
        if os.path.isdir(path):
            return " ".join(os.listdir(path)) or "empty"
        fd = os.open(path, os.O_RDONLY | os.O_NONBLOCK)
        return f"{len(os.read(fd, 100))} bytes" if os.read(fd, 100) else "empty"
    except FileNotFoundError:
        return "absent"
    except OSError as e:
        return errno.errorcode[e.errno]

for path in """/proc/kcore /proc/keys /proc/latency_stats /proc/timer_list /proc/timer_stats
/proc/sched_debug /proc/scsi /proc/acpi /proc/asound /sys/firmware
/proc/kmsg /proc/kpagecount /proc/kpageflags /proc/kpagecgroup /proc/slabinfo
/proc/vmallocinfo /proc/pagetypeinfo /dev/kmsg /dev/mem /dev/port
/sys/kernel/debug /sys/kernel/tracing /sys/kernel/security /sys/fs/bpf /sys/fs/pstore
/sys/kernel/slab/dentry/slabs /proc/tty/driver /proc/sys/kernel/cad_pid /sys/class/dmi/id/product_serial""".split():
    print(path + ":", look(path))
for path, end in ("/proc/kallsyms", " "), ("/proc/iomem", "-"):
    lines = open(path).read(20_000).splitlines() if os.access(path, os.R_OK) else []
    print("addresses in " + path + ":", "hidden" if all(int(l.split(end)[0], 16) == 0 for l in lines if end in l) else "shown")

import glob, os

PLACES = """/proc/sys/kernel/core_pattern /proc/sys/kernel/modprobe /proc/sys/kernel/hotplug /proc/sys/kernel/sysrq
/proc/sys/kernel/ns_last_pid /proc/sys/kernel/hostname /proc/sys/kernel/domainname /proc/sys/kernel/pid_max
/proc/sys/kernel/randomize_va_space /proc/sys/kernel/yama/ptrace_scope /proc/sys/kernel/unprivileged_bpf_disabled
/proc/sys/kernel/poweroff_cmd /proc/sys/kernel/panic /proc/sys/vm/overcommit_memory /proc/sys/vm/drop_caches
/proc/sys/vm/memfd_noexec /proc/sys/fs/binfmt_misc/register /proc/sys/fs/file-max /proc/sys/fs/suid_dumpable
/proc/sys/net/core/somaxconn /proc/sys/net/ipv4/ip_forward /proc/sys/net/ipv4/ping_group_range
/proc/sys/user/max_user_namespaces /proc/sysrq-trigger /proc/irq/default_smp_affinity /proc/bus/pci/devices
/proc/driver/nvram /proc/mtrr /proc/fs/nfsd/portlist
/sys/kernel/uevent_helper /sys/kernel/profiling /sys/kernel/mm/ksm/run /sys/kernel/mm/transparent_hugepage/enabled
/sys/power/state /sys/power/disk /sys/class/net/lo/mtu /sys/block/vda/queue/scheduler /sys/module/kernel/parameters/panic
/sys/kernel/reboot/mode /sys/kernel/livepatch /sys/kernel/vmcoreinfo /sys/devices/system/cpu/online
/sys/bus/pci/rescan /sys/fs/cgroup/release_agent""".split()
PLACES += [f for pattern in ("*/release_agent", "release_agent", "*/notify_on_release", "*/cgroup.procs", "cgroup.procs",
                             "*/tasks", "devices/devices.allow", "memory/memory.limit_in_bytes", "memory.max", "pids/pids.max",
                             "pids.max", "cgroup.subtree_control", "cgroup.freeze", "freezer/freezer.state", "cpu.max",
                             "*/cgroup.clone_children", "*/cgroup.event_control", "memory.oom.group", "cgroup.kill")
           for f in glob.glob("/sys/fs/cgroup/" + pattern)]
wrote = False
for place in PLACES:
    try:
        os.write(os.open(place, os.O_WRONLY), b"1")
        print("wrote", place)
        wrote = True
    except OSError:
        pass
for folder in [p[0] for p in os.walk("/sys/fs/cgroup")]:
    try:
        os.mkdir(folder + "/own")
        print("made a group in", folder)
        wrote = True
    except OSError:
        pass
if not wrote:
    print("wrote nothing")

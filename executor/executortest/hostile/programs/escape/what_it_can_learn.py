import os, re

def read(path):
    try:
        return open(path).read()
    except OSError:
        return ""

def tell(what, known):
    print(what + ":", "known" if known else "unknown")

mounts = read("/proc/self/mountinfo")
print("host name:", "its own" if os.uname().nodename == "sandbox" else os.uname().nodename)
tell("kernel", os.uname().release)
tell("command line of the kernel", read("/proc/cmdline").strip())
tell("processors", "processor" in read("/proc/cpuinfo"))
tell("memory of the host", "MemTotal" in read("/proc/meminfo"))
tell("load of the host", read("/proc/loadavg"))
tell("folders of the engine", re.search("upperdir=/|/containers/", mounts))
tell("id of the container", re.search("[0-9a-f]{64}", mounts + read("/proc/self/cgroup")))
tell("disks by name", os.path.isdir("/sys/block") and os.listdir("/sys/block"))
tell("network of the host", set(os.listdir("/sys/class/net")) - {"lo"} or len(read("/proc/net/arp").splitlines()) > 1)
tell("users of the host", [l for l in read("/etc/passwd").splitlines() if 1000 <= int(l.split(":")[2]) < 60000])
tell("processes of the host", len([p for p in os.listdir("/proc") if p.isdigit()]) > 2)
tell("mounts of the host", [l for l in mounts.splitlines() if l.split()[4] not in ("/etc/hostname", "/etc/hosts", "/etc/resolv.conf") and l.split()[4] != "/" and not re.match("/(proc|sys|dev|tmp|sandbox)(/|$)", l.split()[4])])

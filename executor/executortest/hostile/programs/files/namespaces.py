FLAGS = [0x80, 0x20000, 0x2000000, 0x4000000, 0x8000000, 0x10000000, 0x20000000, 0x40000000]
for flag in FLAGS:
    say(f"unshare {flag:#x}", call("unshare", flag))
for flag in FLAGS[1:]:
    r = call("clone", flag | 17)
    if r == 0:
        os._exit(0)
    say(f"clone {flag:#x}", r)
say("clone3", call("clone3", memory((0x10000000).to_bytes(8, "little") + bytes(56)), 64))
for name in "net mnt pid user uts ipc cgroup".split():
    path = "/proc/self/ns/" + name
    say("setns " + name, call("setns", os.open(path, os.O_RDONLY), 0) if os.path.exists(path) else "ENOENT")
pidfd = call("pidfd_open", 1, 0)
say("setns of PID 1", call("setns", pidfd if isinstance(pidfd, int) else 0, 0x20000))
for name in "uid_map", "setgroups":
    try:
        os.write(os.open("/proc/self/" + name, os.O_WRONLY), b"0 0 1" if name == "uid_map" else b"deny")
        say(name, 0)
    except OSError as e:
        say(name, errno.errorcode[e.errno])

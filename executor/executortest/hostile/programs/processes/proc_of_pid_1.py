import os

SECRET = """environ mem maps smaps exe cwd root fd fdinfo map_files stack syscall auxv io pagemap personality
ns/net ns/mnt ns/user timers""".split()
WRITE = """mem oom_score_adj timerslack_ns autogroup comm coredump_filter clear_refs attr/current uid_map gid_map
setgroups projid_map sched loginuid""".split()

for name in SECRET:
    path = "/proc/1/" + name
    for look in os.readlink, os.listdir, lambda p: open(p, "rb").read(100), lambda p: open(p + "/0", "rb"):
        try:
            found = look(path)
            if found:
                print("read", path, found)
        except OSError:
            pass
for name in WRITE:
    for task in "/proc/1/", "/proc/1/task/1/":
        try:
            os.write(os.open(task + name, os.O_WRONLY), b"0")
            print("wrote", task + name)
        except OSError:
            pass
print("cmdline:", open("/proc/1/cmdline").read().strip("\0"))
print("name:", open("/proc/1/comm").read().strip())

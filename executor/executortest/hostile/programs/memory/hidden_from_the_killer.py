open("/proc/self/oom_score_adj", "w").write("0")
files = [call("memfd_create", memory(b"x"), 0) for _ in range(5)]
fill = "; ".join(f"head -c 60m /dev/zero >/proc/self/fd/{fd}" for fd in files)
os.execv("/bin/sh", ["sh", "-c", fill + "; echo survived"])

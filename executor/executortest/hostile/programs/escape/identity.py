import os, socket

status = dict(line.split(":", 1) for line in open("/proc/self/status").read().splitlines())
uids, gids = set(status["Uid"].split()), set(status["Gid"].split())
print("users:", "one, of 10000 to 59999" if len(uids) == 1 and 10000 <= int(*uids) <= 59999 else uids)
print("groups:", "its own alone" if gids == uids and set(status["Groups"].split()) <= uids else (gids, status["Groups"]))
print("capabilities:", "none" if not any(int(status.get("Cap" + x, "0"), 16) for x in ("Inh", "Prm", "Eff", "Bnd", "Amb")) else "some")
print("NoNewPrivs:", status.get("NoNewPrivs", "untold").strip())
print("Seccomp:", status.get("Seccomp", "untold").strip())
print("host:", socket.gethostname())
print("PID 1:", open("/proc/1/comm").read().strip())

import os

read = lambda path: open(path, "rb").read().decode()
print("environment:", *sorted(line.split("=")[0] for line in read("/proc/self/environ").split("\0") if line))
print("arguments:", read("/proc/self/cmdline").replace("\0", " ").strip())
others = [p for p in os.listdir("/proc") if p.isdigit() and int(p) not in (1, os.getpid())]
print("processes:", "PID 1 and its own" if not others else others)
for what, path in ("resolver", "/etc/resolv.conf"), ("hosts", "/etc/hosts"):
    lines = [] if not os.path.exists(path) else read(path).splitlines()
    known = [l for l in lines if l and not l.startswith("#") and "localhost" not in l and "sandbox" not in l and "ip6-" not in l]
    print(what + ":", *known or ["nothing"])

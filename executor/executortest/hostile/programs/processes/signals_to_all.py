import os, signal, subprocess

for _ in range(3):
    subprocess.Popen(["sleep", "60"])
for s in signal.SIGTERM, signal.SIGSEGV, signal.SIGSTOP, signal.SIGKILL:
    for pid in map(int, filter(str.isdigit, os.listdir("/proc"))):
        if pid != os.getpid():
            try:
                os.kill(pid, s)
            except ProcessLookupError:
                pass
    try:
        os.kill(-1, s)
    except ProcessLookupError:
        pass
print("alone")

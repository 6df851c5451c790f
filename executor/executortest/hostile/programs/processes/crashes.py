import ctypes, os, signal

for n in range(300):
    pid = os.fork()
    if pid == 0:
        if n % 3 == 0:
            ctypes.string_at(0)
        os.kill(os.getpid(), (signal.SIGABRT, signal.SIGSYS, signal.SIGILL)[n % 3])
    os.waitpid(pid, 0)
print("done")

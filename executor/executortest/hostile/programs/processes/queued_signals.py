import signal

def queue(pid, count):
    info = memory((40).to_bytes(4, "little") + bytes(4) + bytes([255] * 4) + bytes(116))
    for _ in range(count):
        r = call("rt_sigqueueinfo", pid, 40, info)
        if isinstance(r, str):
            return r
    return "all sent"

def pending():
    told = [line.split()[1].split("/")[0] for line in open("/proc/1/status") if line.startswith("SigQ:")]
    return told[0] if told else "untold"

print("to PID 1:", queue(1, 20_000) + ",", pending(), "pending")
signal.pthread_sigmask(signal.SIG_BLOCK, [40])
print("to itself:", queue(os.getpid(), 20_000))

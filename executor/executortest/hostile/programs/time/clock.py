moment = memory(bytes(16))
say("clock_settime", call("clock_settime", 0, moment))
say("settimeofday", call("settimeofday", moment, 0))
say("adjtimex", call("adjtimex", memory(bytes(208))))
try:
    os.write(os.open("/proc/self/timens_offsets", os.O_WRONLY), b"monotonic 1 0")
    say("offsets", 0)
except OSError as e:
    say("offsets", errno.errorcode[e.errno])

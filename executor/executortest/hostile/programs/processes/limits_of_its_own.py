def limit(what, number, soft, hard):
    both = memory(soft.to_bytes(8, "little") + hard.to_bytes(8, "little"))
    say(what, call("prlimit64", 0, number, both, 0))

limit("files above 1024", 7, 1025, 1025)
limit("file size above 64 MiB", 1, 65 << 20, 65 << 20)
limit("core dumps", 4, 0, 0)
limit("message queues above 0", 12, 4096, 4096)
limit("realtime priority", 14, 1, 1)
limit("nice below 0", 13, 40, 40)
say("priority -20", call("setpriority", 0, 0, -20))
say("SCHED_FIFO", call("sched_setscheduler", 0, 1, memory(b"\1\0\0\0")))
say("ioprio_set", call("ioprio_set", 1, 0, 1 << 13))
say("mlockall", call("mlockall", 3))
for score in "-1000", "-1":
    try:
        os.write(os.open("/proc/self/oom_score_adj", os.O_WRONLY), score.encode())
        say("oom_score_adj " + score, 0)
    except OSError as e:
        say("oom_score_adj " + score, errno.errorcode[e.errno])

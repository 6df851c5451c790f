import os, time

print("so far")
if os.fork() == 0:
    os.kill(os.getppid(), 9)
time.sleep(60)

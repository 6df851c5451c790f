import os

for _ in range(90):
    if os.fork() == 0:
        os._exit(1)
for _ in range(300):
    pid = os.fork()
    if pid == 0:
        if os.fork() == 0:
            os.kill(os.getpid(), 9)
        os._exit(2)
    os.waitpid(pid, 0)
print("done")

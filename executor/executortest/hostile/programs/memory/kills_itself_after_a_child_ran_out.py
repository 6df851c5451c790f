import os, time

if os.fork() == 0:
    held = b"x" * (512 << 20)
os.wait()
print("the child was killed")
time.sleep(0.2)
os.kill(os.getpid(), 9)

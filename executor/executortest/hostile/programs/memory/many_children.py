import os, sys, time

for _ in range(12):
    if os.fork() == 0:
        held = b"x" * (50 << 20)
        time.sleep(60)
while True:
    if os.waitstatus_to_exitcode(os.wait()[1]) == -9:
        print("a child was killed")
        sys.exit(1)

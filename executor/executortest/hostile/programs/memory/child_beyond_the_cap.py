import os

if os.fork() == 0:
    held = b"x" * (512 << 20)
print("the child was", "killed" if os.waitstatus_to_exitcode(os.wait()[1]) == -9 else "spared")

import os

try:
    while True:
        if os.fork() == 0:
            os.execv("/bin/sleep", ["sleep", "60"])
except OSError:
    pass
for _ in range(200):
    os.write(1, b"x" * 5000)
    os.write(2, b"y" * 5000)
os._exit(7)

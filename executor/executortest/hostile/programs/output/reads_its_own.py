import os, threading

r = os.open("/proc/self/fd/1", os.O_RDONLY | os.O_NONBLOCK)
for _ in range(100):
    os.write(1, b"stolen?\n")
    try:
        os.read(r, 1 << 20)
    except BlockingIOError:
        pass
os.write(1, b"done\n")
os._exit(0)

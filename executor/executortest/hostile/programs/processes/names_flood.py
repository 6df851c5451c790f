import os, random, socket

for _ in range(10):
    if os.fork() == 0:
        break
s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
s.connect(("127.0.0.1", 53))
good = bytes(2) + b"\1\0\0\1" + bytes(6) + b"\x09localhost\0\0\1\0\1"
loop = bytes(2) + b"\1\0\0\1" + bytes(6) + b"\xc0\x0c\0\1\0\1"
s.setblocking(False)
while True:
    for message in good, loop, b"", b"x", good[:-3], random.randbytes(512), bytes(2000):
        try:
            s.send(message)
        except OSError:
            pass

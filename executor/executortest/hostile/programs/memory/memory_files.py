import os

while True:
    fd = os.memfd_create("x")
    for _ in range(60):
        os.write(fd, bytes(1 << 20))

import fcntl

locks = 0
for _ in range(1000):
    fd = os.memfd_create("x")
    for start in range(1000, 0, -2):
        fcntl.lockf(fd, fcntl.LOCK_EX | fcntl.LOCK_NB, 1, start)
        locks += 1
print(locks, "locks")

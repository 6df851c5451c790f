import fcntl, signal, socket

pidfd = call("pidfd_open", 1, 0)
for _ in range(5):
    for thread in map(int, os.listdir("/proc/1/task")):
        for s in range(1, 65):
            call("tgkill", 1, thread, s)
            call("tkill", thread, s)
            call("pidfd_send_signal", pidfd, s, 0, 0)
# The kernel itself sends this one, whenever something has arrived.
a, b = socket.socketpair()
for s in range(1, 65):
    try:
        fcntl.fcntl(a, 10, s)  # F_SETSIG
        fcntl.fcntl(a, fcntl.F_SETOWN, 1)
        fcntl.fcntl(a, fcntl.F_SETFL, os.O_ASYNC | os.O_NONBLOCK)
        b.send(b"x")
    except OSError:
        pass
print("alive")

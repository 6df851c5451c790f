import ctypes, os, select

libc = ctypes.CDLL(None)
for n in range(500):
    open(f"/tmp/{n}", "w").close()
instances = [libc.inotify_init1(0) for _ in range(30)]
for fd in instances:
    for n in range(500):
        if libc.inotify_add_watch(fd, f"/tmp/{n}".encode(), 0xfff) < 0:
            break
r, w = os.pipe()
polls = []
try:
    while True:
        polls.append(select.epoll())
        polls[-1].register(r, select.EPOLLIN)
except OSError:
    pass
print("done")

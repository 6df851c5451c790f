import socket, time

a, b = socket.socketpair(), socket.socketpair()
socket.send_fds(a[0], [b"x"], [b[1].fileno(), 1, 2])
socket.send_fds(b[0], [b"x"], [a[1].fileno(), 1, 2])
print("hidden")
time.sleep(4.3 - (time.time() - os.stat(__file__).st_mtime))
os._exit(0)

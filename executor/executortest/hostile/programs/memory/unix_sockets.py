import os, select, socket, time

# Four processes with 80 MiB each would be beyond the limit together.
done, tell = os.pipe()
for _ in range(4):
    if os.fork() == 0:
        total, held = 0, []
        while total < 80 << 20:
            a, b = socket.socketpair()
            held += a, b
            a.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 1 << 30)
            a.setblocking(False)
            try:
                while True:
                    total += a.send(bytes(60_000))
            except BlockingIOError:
                pass
        os.write(tell, b"x")
        time.sleep(60)
end = time.time() + 2.5
reached = 0
while reached < 4 and time.time() < end:
    if select.select([done], [], [], 0.1)[0]:
        reached += len(os.read(done, 4))
print("beyond the limit" if reached == 4 else "within the limit")

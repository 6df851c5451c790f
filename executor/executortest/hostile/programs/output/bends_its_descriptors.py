import fcntl, os

os.dup2(1, 10)
os.dup2(2, 1)
os.dup2(10, 2)
os.write(2, b"by way of 2\n")
os.write(1, b"by way of 1\n")
os.write(os.open("/dev/stderr", os.O_WRONLY | os.O_APPEND), b"anew\n")
os.set_blocking(2, False)
fcntl.fcntl(2, fcntl.F_SETPIPE_SZ, 1 << 20)
try:
    fcntl.fcntl(2, fcntl.F_SETPIPE_SZ, 4096)
except OSError:
    pass
os.write(2, b"big\n")

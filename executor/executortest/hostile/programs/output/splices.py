import os

fd = os.open("/tmp/f", os.O_RDWR | os.O_CREAT)
os.write(fd, b"a" * 4096)
os.splice(fd, 1, 4096, offset_src=0)
os.pwrite(fd, b"b" * 4096, 0)

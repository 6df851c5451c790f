import errno, os

os.chdir("/tmp")
n = 0
try:
    while n < 1_000_000:
        os.mkdir("d" * 255)
        os.chdir("d" * 255)
        n += 1
except OSError as e:
    print(errno.errorcode[e.errno], "after", "fewer than 5000" if n < 5000 else n)

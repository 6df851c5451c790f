import errno

for place in "/tmp", "/sandbox", "/dev/shm":
    n = 0
    try:
        while n < 1_000_000:
            open(f"{place}/{n}", "w").close()
            n += 1
    except OSError as e:
        print(f"{place}: {errno.errorcode[e.errno]},", "fewer than 5000" if n < 5000 else n)

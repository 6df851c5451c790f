import errno, os

for place in "/tmp", "/sandbox", "/dev/shm":
    n = 0
    try:
        while n < 1 << 30:
            with open(f"{place}/fill{n}", "wb", buffering=0) as f:
                while n < 1 << 30:
                    n += f.write(bytes(1 << 20))
    except OSError as e:
        print(place + ":", errno.errorcode[e.errno])

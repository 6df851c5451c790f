import errno, os, time

def attempt(what, path):
    try:
        for _ in range(50):  # as the exploit does, until the binary is no longer busy
            fd = os.open(path, os.O_PATH)
            os.open(f"/proc/self/fd/{fd}", os.O_WRONLY | os.O_TRUNC)
        print(what + ": allowed")
    except OSError as e:
        print(what + ":", errno.errorcode[e.errno])

attempt("/proc/1/exe", "/proc/1/exe")
attempt("/usr/local/bin/runner", "/usr/local/bin/runner")
attempt("its own interpreter", "/proc/self/exe")
with open("/tmp/sh", "w") as f:
    f.write("#!/proc/self/exe\n")
os.chmod("/tmp/sh", 0o755)
try:
    os.execv("/tmp/sh", ["sh"])
except OSError as e:
    print("a script for /proc/self/exe:", errno.errorcode[e.errno])

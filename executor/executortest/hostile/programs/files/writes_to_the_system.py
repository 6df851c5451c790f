import os

PLACES = """/ /etc /usr /usr/bin /usr/lib /usr/local/bin /bin /lib /var /var/tmp /root /home /run /boot /dev /sys /proc
/mnt /opt /srv /media""".split()
FILES = "/etc/passwd /etc/shadow /etc/hostname /etc/hosts /etc/resolv.conf /usr/local/bin/runner /bin/sh /.dockerenv".split()

def attempt(what, path, f):
    try:
        f(path)
        print(what, path)
    except OSError:
        pass

for place in PLACES:
    attempt("made a file in", place, lambda p: open(p + "/x", "w"))
    attempt("made a folder in", place, lambda p: os.mkdir(p + "/y"))
    attempt("renamed", place, lambda p: os.rename(p, p + "2"))
    attempt("changed the mode of", place, lambda p: os.chmod(p, 0o777))
    attempt("became the owner of", place, lambda p: os.chown(p, os.getuid(), -1))
for file in FILES:
    if os.path.exists(file):
        attempt("wrote", file, lambda p: open(p, "r+"))
        attempt("truncated", file, lambda p: os.truncate(p, 0))
        attempt("removed", file, os.remove)
        attempt("replaced", file, lambda p: os.replace(__file__, p))
        attempt("linked", file, lambda p: os.link(p, "/tmp/link"))
        attempt("touched", file, lambda p: os.utime(p))
        attempt("marked", file, lambda p: os.chmod(p, 0o4777))
open(__file__, "w").write("x")
print("its own source: allowed")

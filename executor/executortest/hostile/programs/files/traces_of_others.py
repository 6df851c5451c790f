import glob, os, socket

OWN = {"/sandbox/main.py"}
left = set()
for folder in ["/tmp", "/sandbox", "/dev/shm", "/dev/mqueue", "/var/tmp", "/run/lock", "/var/lock", "/var/mail", "/home", "/run", "/dev"]:
    try:
        for name in os.listdir(folder):
            if name.startswith("trace") or folder in ("/tmp", "/sandbox", "/dev/shm", "/dev/mqueue", "/var/tmp"):
                if folder + "/" + name not in OWN:
                    print("found", folder + "/" + name)
        open(folder + "/trace", "w").write("I was here")
        left.add(folder)
    except OSError:
        pass
s = socket.socket(socket.AF_UNIX)
try:
    s.connect("\0trace")
    print("found a socket")
except OSError:
    s.bind("\0trace")
    s.listen()
print("left something in:", *sorted(left))

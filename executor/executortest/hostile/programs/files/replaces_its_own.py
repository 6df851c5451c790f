import os

source = os.path.abspath(__file__)
folder = os.path.dirname(source)
for _ in range(50):
    os.remove(source)
    os.symlink("/etc/shadow", source)
    os.remove(source)
    os.mkfifo(source)
    os.remove(source)
    os.mkdir(source)
    os.rmdir(source)
    os.symlink(source, source)
for name in source + ".new", folder + "/main.py", folder + "/main.js", folder + "/main.js.new":
    if not os.path.lexists(name):
        os.symlink("/proc/1/mem", name)
try:
    os.rename(folder, folder + "2")
    print("renamed the folder")
except OSError:
    pass
print("done")

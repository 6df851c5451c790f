import os

if os.fork() == 0:
    os.setsid()
    while True:
        pass
print("gone")

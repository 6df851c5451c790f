import os, time

os.closerange(0, 1024)
time.sleep(0.3)
os._exit(0)

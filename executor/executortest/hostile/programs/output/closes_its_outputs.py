import os, time

os.close(1)
os.close(2)
time.sleep(0.3)
os._exit(0)

import os, time

time.sleep(4.85 - (time.time() - os.stat(__file__).st_mtime))
print("done")

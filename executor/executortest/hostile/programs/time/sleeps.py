import time

print("so far")
time.sleep(60)

import time

while True:
    print(".")
    time.sleep(0.1)

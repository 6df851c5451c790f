import sys, time

while True:
    line = sys.stdin.readline()
    if line:
        sys.stdout.write(line)
    time.sleep(0.01)

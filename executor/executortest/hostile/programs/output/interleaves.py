import sys

for i in range(2000):
    print(i)
    print(i, file=sys.stderr)

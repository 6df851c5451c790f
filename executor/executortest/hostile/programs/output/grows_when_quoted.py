import sys

for out in sys.stdout, sys.stderr:
    out.buffer.write(b"\1" * 2**20)

import sys

sys.stdout.buffer.write(b"\xff" * 2**20)

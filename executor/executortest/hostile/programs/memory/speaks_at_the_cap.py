import os

held = b"x" * (232 << 20)
os.write(1, b"y" * (1 << 19))
os.write(2, b"y" * (1 << 19))
os.write(1, b"y" * (1 << 19))
os.write(2, b"y" * (1 << 19))

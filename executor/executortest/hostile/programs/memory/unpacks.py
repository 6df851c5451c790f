import gzip

part = gzip.compress(bytes(4 << 20))
held = b"x" * (180 << 20)
gzip.decompress(part * 64)

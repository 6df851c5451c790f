bytearray(10**9)

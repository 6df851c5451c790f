import errno, socket

s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
try:
    for n in range(20):
        s.setsockopt(socket.IPPROTO_IP, socket.IP_ADD_MEMBERSHIP, bytes([239, 0, 0, n]) + socket.inet_aton("127.0.0.1"))
    print("joined")
except OSError as e:
    print(errno.errorcode[e.errno])

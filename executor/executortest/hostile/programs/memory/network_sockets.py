import socket

LIMIT = 300 << 20  # the memory cap and a little

def fill(a, size):
    a.setblocking(False)
    a.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 1 << 30)
    sent = 0
    try:
        while sent < 16 << 20:
            sent += a.send(bytes(size))
    except (BlockingIOError, OSError):
        pass
    return sent

def tcp():
    total, held = 0, []
    with socket.create_server(("127.0.0.1", 0), backlog=100) as server:
        for _ in range(60):
            a = socket.create_connection(server.getsockname(), 1)
            b, _ = server.accept()
            held += a, b
            total += fill(a, 1 << 18) + fill(b, 1 << 18)
            if total > LIMIT:
                return True
    return False

def udp():
    held = []
    for n in range(600):
        b = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        b.bind(("127.0.0.1", 0))
        b.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1 << 30)
        held.append(b)
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as a:
            for _ in range(16):
                a.sendto(bytes(60_000), b.getsockname())
        if n % 50 == 49:
            if sum(int(line.split()[4].split(":")[1], 16) for line in list(open("/proc/net/udp"))[1:]) > LIMIT:
                return True
    return False

print("TCP:", "beyond" if tcp() else "within", "the limit")
print("UDP:", "beyond" if udp() else "within", "the limit")

import errno, os, re, socket

OUTSIDE = "192.0.2.1 10.0.0.1 172.17.0.1 192.168.0.1 169.254.169.254 169.254.170.2 100.100.100.200 8.8.8.8".split()

def attempt(kind, family, addresses):
    errors = set()
    for address in addresses:
        s = socket.socket(family, kind)
        s.settimeout(1)
        try:
            s.connect((address, 80))
            errors.add("allowed " + address)
        except OSError as e:
            errors.add(errno.errorcode.get(e.errno, str(e)))
    return " ".join(sorted(errors))

def named(name):
    try:
        return socket.getaddrinfo(name, 80)
    except OSError:
        return None

trie = open("/proc/net/fib_trie").read() if os.path.exists("/proc/net/fib_trie") else ""
routes = sorted(set(re.findall(r"-- ([0-9.]+)", trie)))
print("interfaces:", *sorted(line.split(":")[0].strip() for line in open("/proc/net/dev") if ":" in line))
print("IPv4:", *routes)
six = [l.split()[0] for l in open("/proc/net/if_inet6")] if os.path.exists("/proc/net/if_inet6") else []
print("IPv6:", *["::1" if s == "0" * 31 + "1" else s for s in six])
print("TCP:", attempt(socket.SOCK_STREAM, socket.AF_INET, OUTSIDE))
print("UDP:", attempt(socket.SOCK_DGRAM, socket.AF_INET, OUTSIDE))
print("TCP over IPv6:", attempt(socket.SOCK_STREAM, socket.AF_INET6, ["2001:db8::1", "fd00:ec2::254"]))
known = [n for n in ("example.com", "metadata.google.internal", "host.docker.internal", "postgres", "redis", "kubernetes") if named(n)]
print("names:", *known or ["none"])

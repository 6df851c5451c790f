KINDS = {"raw": (3, 1), "raw, any": (3, 255), "packets": (10, 0), "ICMP": (2, 1), "IGMP": (2, 2), "SCTP": (1, 132), "SCTP, in sequence": (5, 132), "in sequence": (5, 0), "DCCP": (6, 33), "MPTCP": (1, 262), "UDP-Lite": (2, 136), "L2TP": (2, 115), "reliable datagrams": (4, 0)}
for family in 2, 10:
    for name, (kind, protocol) in KINDS.items():
        say(name, call("socket", family, kind, protocol))
print("TCP:", isinstance(call("socket", 2, 1 | 0x80000 | 0x800, 6), int) + 0)
print("UDP:", isinstance(call("socket", 10, 2 | 0x80000, 17), int) + 0)

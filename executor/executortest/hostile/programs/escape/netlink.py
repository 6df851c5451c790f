print("netlink:", *{call("socket", 16, kind, protocol) for kind in (2, 3) for protocol in range(32)})
for name, family, level in ("IPT_SO_SET_REPLACE", 2, 0), ("IP6T_SO_SET_REPLACE", 10, 41):
    say(name, call("setsockopt", call("socket", family, 1, 0), level, 64, memory(bytes(128)), 128))
s = call("socket", 2, 2, 0)
lo = b"lo".ljust(16, b"\0")
say("an interface up", call("ioctl", s, 0x8914, memory(lo + b"\1\0" + bytes(30))))
say("an address", call("ioctl", s, 0x8916, memory(lo + bytes([2, 0, 0, 0, 10, 0, 0, 9]) + bytes(24))))
say("a route", call("ioctl", s, 0x890B, memory(bytes(8) + (b"\2" + bytes(15)) * 3 + b"\1\0" + bytes(80))))

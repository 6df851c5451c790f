s = call("socket", 2, 1, 0)
for name in "tls", "smc", "espintcp":
    say(name, call("setsockopt", s, 6, 31, memory(name.encode()), len(name)))
say("in the upper half", call("setsockopt", s, 6 | 1 << 32, 31 | 1 << 32, memory(b"tls"), 3))
say("TCP_NODELAY", call("setsockopt", s, 6, 1, memory(b"\1\0\0\0"), 4))

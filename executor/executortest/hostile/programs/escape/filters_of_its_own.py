import struct

held = []

def program(*instructions):  # each: code, constant, and how far to jump if equal, and if not
    code = memory(b"".join(struct.pack("<HBBI", code, *jump or (0, 0), constant) for code, constant, *jump in instructions))
    held.append(code)
    return memory(struct.pack("<QQ", len(instructions), ctypes.addressof(code)))

s = call("socket", 2, 2, 0)
nothing = program((6, 0))
say("SO_ATTACH_FILTER", call("setsockopt", s, 1, 26, nothing, 16))
say("SO_ATTACH_BPF", call("setsockopt", s, 1, 50, memory(bytes(4)), 4))
say("SO_ATTACH_REUSEPORT_CBPF", call("setsockopt", s, 1, 51, nothing, 16))
say("SO_ATTACH_REUSEPORT_EBPF", call("setsockopt", s, 1, 52, memory(bytes(4)), 4))
say("SO_ATTACH_FILTER in the upper half", call("setsockopt", s, 1 | 1 << 32, 26 | 1 << 32, nothing, 16))
say("strict mode by prctl", call("prctl", 22, 1))
say("strict mode by seccomp", call("seccomp", 0, 0, 0))
for what, action in ("nothing is written", 0x50005), ("it is killed", 0x80000000):
    write = NUMBERS["write"][ARCH]
    filter = program((0x20, 0), (0x15, write, 0, 1), (6, action), (6, 0x7fff0000))
    say("prctl, that " + what, call("prctl", 22, 2, filter))
    say("seccomp, that " + what, call("seccomp", 1, 1, filter))
os._exit(7)

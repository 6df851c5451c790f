function program(...instructions) { // each: code, constant, and how far to jump if equal, and if not
  const code = Buffer.alloc(8 * instructions.length), of = Buffer.alloc(16);
  instructions.forEach(([c, constant, yes = 0, no = 0], i) => {
    code.writeUInt16LE(c, 8 * i);
    code.set([yes, no], 8 * i + 2);
    code.writeUInt32LE(constant, 8 * i + 4);
  });
  of.writeUInt16LE(instructions.length);
  of.writeBigUInt64LE(BigInt(memory(code)), 8);
  return memory(of);
}

const s = call("socket", 2, 2, 0), nothing = program([6, 0]);
say("SO_ATTACH_FILTER", call("setsockopt", s, 1, 26, nothing, 16));
say("SO_ATTACH_BPF", call("setsockopt", s, 1, 50, memory(Buffer.alloc(4)), 4));
say("SO_ATTACH_REUSEPORT_CBPF", call("setsockopt", s, 1, 51, nothing, 16));
say("SO_ATTACH_REUSEPORT_EBPF", call("setsockopt", s, 1, 52, memory(Buffer.alloc(4)), 4));
say("SO_ATTACH_FILTER in the upper half", call("setsockopt", s, 1 + 2 ** 32, 26 + 2 ** 32, nothing, 16));
say("strict mode by prctl", call("prctl", 22, 1));
say("strict mode by seccomp", call("seccomp", 0, 0, 0));
for (const [what, action] of [["nothing is written", 0x50005], ["it is killed", 0x80000000]]) {
  const filter = program([0x20, 0], [0x15, NUMBERS["write"][ARCH], 0, 1], [6, action], [6, 0x7fff0000]);
  say("prctl, that " + what, call("prctl", 22, 2, filter));
  say("seccomp, that " + what, call("seccomp", 1, 1, filter));
}
process.exit(7);

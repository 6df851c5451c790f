const netlink = new Set();
for (const kind of [2, 3]) for (let protocol = 0; protocol < 32; protocol++) netlink.add(call("socket", 16, kind, protocol));
console.log("netlink:", [...netlink].join(" "));
for (const [name, family, level] of [["IPT_SO_SET_REPLACE", 2, 0], ["IP6T_SO_SET_REPLACE", 10, 41]]) {
  say(name, call("setsockopt", call("socket", family, 1, 0), level, 64, memory(Buffer.alloc(128)), 128));
}
const s = call("socket", 2, 2, 0), bytes = (...parts) => memory(Buffer.concat(parts.map(p => Buffer.from(p))));
const lo = Buffer.alloc(16, "lo\0\0\0\0\0\0\0\0\0\0\0\0\0\0"), any = Buffer.alloc(16, "\x02" + "\0".repeat(15), "latin1");
say("an interface up", call("ioctl", s, 0x8914, bytes(lo, [1, 0], Buffer.alloc(30))));
say("an address", call("ioctl", s, 0x8916, bytes(lo, [2, 0, 0, 0, 10, 0, 0, 9], Buffer.alloc(24))));
say("a route", call("ioctl", s, 0x890b, bytes(Buffer.alloc(8), any, any, any, [1, 0], Buffer.alloc(80))));

let terminal = 0;
try {
  terminal = fs.openSync("/dev/ptmx", fs.constants.O_RDWR | fs.constants.O_NOCTTY);
  say("pseudo-terminal", 0);
} catch (e) {
  say("pseudo-terminal", e.code);
}
say("TIOCSTI", call("ioctl", terminal, 0x5412, memory(Buffer.from("x"))));
say("TIOCSTI in the upper half", call("ioctl", terminal, 0x5412 + 2 ** 32, memory(Buffer.from("x"))));
say("TIOCLINUX", call("ioctl", terminal, 0x541c, memory(Buffer.from([3]))));
say("TIOCCONS", call("ioctl", terminal, 0x541d, 0));
const disciplines = new Set();
for (let n = 0; n < 31; n++) disciplines.add(call("ioctl", terminal, 0x5423, memory(Buffer.from([n, 0, 0, 0]))));
console.log("TIOCSETD:", [...disciplines].join(" "));
say("TIOCSETD in the upper half", call("ioctl", terminal, 0x5423 + 2 ** 32, memory(Buffer.from([21, 0, 0, 0]))));
try {
  fs.openSync("/dev/tty", "r+");
  say("controlling terminal", 0);
} catch (e) {
  say("controlling terminal", e.code);
}
say("TCGETS", call("ioctl", terminal, 0x5401, memory(Buffer.alloc(64))));

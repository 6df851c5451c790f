let terminal = 0;
for (const path of ["/dev/ptmx", "/dev/pts/ptmx", "/dev/pts/0", "/dev/pts/../ptmx", "/proc/self/cwd/../dev/ptmx", "/dev/console", "/dev/tty0", "/dev/ttyS0"]) {
  try {
    terminal = fs.openSync(path, fs.constants.O_RDWR | fs.constants.O_NOCTTY);
    say(path, 0);
  } catch (e) {
    say(path, e.code);
  }
}
const text = s => memory(Buffer.from(s + "\0"));
fs.mkdirSync("/tmp/pts");
for (const path of ["/tmp/pts", "/dev/pts"])
  say("mount on " + path, call("mount", text("devpts"), text(path), text("devpts"), 0, text("newinstance,ptmxmode=0666")));
say("fsopen", call("fsopen", text("devpts"), 0));
say("without what is above", call("umount2", text("/dev/pts"), 2));
say("its device", call("mknodat", -100, text("/tmp/ptmx"), 0o20666, 5 << 8 | 2));
say("the other end", call("ioctl", terminal, 0x5441, 0));
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

terminal = 0
for path in "/dev/ptmx", "/dev/pts/ptmx", "/dev/pts/0", "/dev/pts/../ptmx", "/proc/self/cwd/../dev/ptmx", "/dev/console", "/dev/tty0", "/dev/ttyS0":
    try:
        terminal = os.open(path, os.O_RDWR | os.O_NOCTTY)
        say(path, 0)
    except OSError as e:
        say(path, errno.errorcode[e.errno])
os.mkdir("/tmp/pts")
for path in "/tmp/pts", "/dev/pts":
    say("mount on " + path, call("mount", memory(b"devpts"), memory(path.encode()), memory(b"devpts"), 0, memory(b"newinstance,ptmxmode=0666")))
say("fsopen", call("fsopen", memory(b"devpts"), 0))
say("without what is above", call("umount2", memory(b"/dev/pts"), 2))
say("its device", call("mknodat", -100, memory(b"/tmp/ptmx"), 0o20666, 5 << 8 | 2))
say("the other end", call("ioctl", terminal, 0x5441, 0))
say("TIOCSTI", call("ioctl", terminal, 0x5412, memory(b"x")))
say("TIOCSTI in the upper half", call("ioctl", terminal, 0x5412 | 1 << 32, memory(b"x")))
say("TIOCLINUX", call("ioctl", terminal, 0x541C, memory(b"\3")))
say("TIOCCONS", call("ioctl", terminal, 0x541D, 0))
print("TIOCSETD:", *{call("ioctl", terminal, 0x5423, memory(bytes([n, 0, 0, 0]))) for n in range(31)})
say("TIOCSETD in the upper half", call("ioctl", terminal, 0x5423 | 1 << 32, memory(bytes([21, 0, 0, 0]))))
try:
    os.open("/dev/tty", os.O_RDWR)
    say("controlling terminal", 0)
except OSError as e:
    say("controlling terminal", errno.errorcode[e.errno])
say("TCGETS", call("ioctl", terminal, 0x5401, memory(bytes(64))))

try:
    terminal = os.open("/dev/ptmx", os.O_RDWR | os.O_NOCTTY)
    say("pseudo-terminal", 0)
except OSError as e:
    terminal = 0
    say("pseudo-terminal", errno.errorcode[e.errno])
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

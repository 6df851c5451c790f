import glob, os

NAMES = """sda sda1 vda vda1 xvda nvme0n1 nvme0n1p1 dm-0 loop0 loop-control mapper/control mem kmem port kmsg kvm fuse net/tun
vsock vhost-vsock vhost-net uinput hpet rtc0 watchdog nvidiactl dri/card0 autofs btrfs-control cuse userfaultfd snapshot
console tty0 tty1 ttyS0 vcs bus/usb disk cpu/0/msr""".split()
opened = []
for path in ["/dev/" + n for n in NAMES] + ["/sys/dev/block/8:0/device", "/sys/bus/pci/devices/0000:00:00.0/config"]:
    for mode in os.O_RDONLY, os.O_RDWR:
        try:
            opened.append((path, len(os.read(os.open(path, mode | os.O_NONBLOCK), 1 << 10))))
        except OSError:
            pass
print("opened", *[p for p, n in opened if n > 64] or ["none"])

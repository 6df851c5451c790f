import stat

text = lambda s: memory(s.encode())
for kind in "proc sysfs cgroup cgroup2 tmpfs devpts overlay debugfs securityfs binfmt_misc bpf fuse ext4".split():
    say("mount " + kind, call("mount", text("none"), text("/tmp"), text(kind), 0, 0))
say("bind", call("mount", text("/"), text("/tmp"), 0, 4096, 0))
say("remount", call("mount", text("none"), text("/"), 0, 32, 0))
say("make shared", call("mount", text("none"), text("/"), 0, 1 << 20, 0))
say("umount2", call("umount2", text("/tmp"), 2))
say("pivot_root", call("pivot_root", text("/tmp"), text("/tmp")))
say("chroot", call("chroot", text("/tmp")))
say("open_tree", call("open_tree", -100, text("/"), 1))
say("move_mount", call("move_mount", -100, text("/tmp"), -100, text("/sandbox"), 0))
say("fsopen", call("fsopen", text("tmpfs"), 0))
say("fspick", call("fspick", -100, text("/"), 0))
say("fsconfig", call("fsconfig", 0, 6, 0, 0, 0))
say("fsmount", call("fsmount", 0, 0, 0))
say("mount_setattr", call("mount_setattr", -100, text("/"), 0, memory(bytes(32)), 32))
say("open_tree_attr", call("open_tree_attr", -100, text("/"), 1, memory(bytes(32)), 32))
say("statmount", call("statmount", memory(bytes(24)), memory(bytes(512)), 512, 0))
say("listmount", call("listmount", memory(bytes(24)), memory(bytes(512)), 64, 0))
say("swapon", call("swapon", text("/tmp/x"), 0))
say("quotactl", call("quotactl", 0x80000100, text("/dev/vda"), 0, 0))
for what, kind, number in ("a character device", stat.S_IFCHR, (1, 1)), ("a block device", stat.S_IFBLK, (8, 0)), ("a whiteout", stat.S_IFCHR, (0, 0)):
    try:
        os.mknod("/tmp/device", 0o666 | kind, os.makedev(*number))
        say(what, 0)
    except OSError as e:
        say(what, errno.errorcode[e.errno])

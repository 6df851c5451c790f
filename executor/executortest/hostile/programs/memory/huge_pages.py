say("mmap", call("mmap", 0, 2 << 20, 3, 0x40022, -1, 0))
say("memfd_create", call("memfd_create", memory(b"x"), 4))
say("shmget", call("shmget", 0, 2 << 20, 0o5600))

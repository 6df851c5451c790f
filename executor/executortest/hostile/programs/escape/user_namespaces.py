import subprocess

text = lambda s: memory(s.encode())
say("unshare", call("unshare", 0x10000000))
try:
    done = subprocess.run(["unshare", "-Ur", "id", "-u"], capture_output=True, text=True).stdout
except FileNotFoundError:
    done = ""
print("unshare by program:", "root" if done.strip() == "0" else "refused")
say("clone", call("clone", 0x10000000 | 0x20000 | 17))
say("clone3", call("clone3", memory(bytes(64)), 64))
say("fsopen", call("fsopen", text("ext4"), 0))
say("overlay", call("mount", text("overlay"), text("/tmp"), text("overlay"), 0, text("lowerdir=/etc,upperdir=/tmp,workdir=/tmp")))

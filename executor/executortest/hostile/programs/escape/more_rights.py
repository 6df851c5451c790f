import shutil, subprocess

def gains(argv, text):
    try:
        p = subprocess.run(argv, input=text, capture_output=True, text=True, timeout=0.4)
        return "uid=0" in p.stdout or "root:" in p.stdout
    except (OSError, subprocess.TimeoutExpired):
        return False

found = [a for a in (["su", "-c", "id"], ["su", "root", "-c", "id"], ["sudo", "-n", "id"], ["newgrp", "root"], ["mount", "-t", "tmpfs", "x", "/mnt"], ["passwd", "-d", "root"],
                     ["busybox", "su", "-c", "id"], ["unshare", "-r", "id"], ["nsenter", "-t", "1", "-a", "id"], ["chroot", "/", "id"]) if gains(a, "\n")]
print("setuid programs:", *found or ["give nothing"])
shutil.copy("/usr/bin/id", "/tmp/id")
say("file capabilities", call("setxattr", memory(b"/tmp/id"), memory(b"security.capability"), memory(bytes.fromhex("0100000202000000" + "00" * 12)), 20, 0))
os.chmod("/tmp/id", 0o6755)
print("setuid bit on its own:", "still this user" if os.stat("/tmp/id").st_uid == os.getuid() and not gains(["/tmp/id"], "") else "another")
for name in "setuid", "setgid":
    say(name, call(name, 0))
say("setgroups", call("setgroups", 1, memory(bytes(4))))
say("capset", call("capset", memory(bytes.fromhex("2205082000000000")), memory(b"\xff" * 24)))
kept = call("prctl", 8, 1, 0, 0, 0)
print("keeping capabilities:", kept if isinstance(kept, str) else "allowed, of none")
say("ambient capabilities", call("prctl", 47, 2, 21, 0, 0))
say("NoNewPrivs off", call("prctl", 38, 0, 0, 0, 0))

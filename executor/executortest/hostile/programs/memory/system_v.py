say("shmget", call("shmget", 1, 4096, 0o1600))
say("semget", call("semget", 1, 1, 0o1600))
say("msgget", call("msgget", 1, 0o1600))
say("mq_open", call("mq_open", memory(b"/x"), 0o102, 0o600, 0))
try:
    open("/dev/mqueue/x", "w")
    say("a file in /dev/mqueue", 0)
except OSError as e:
    say("a file in /dev/mqueue", errno.errorcode[e.errno])
def count(name):
    path = "/proc/sysvipc/" + name
    return len(open(path).readlines()) - 1 if os.path.exists(path) else 0

print(f"lists: {count('shm')} shared memory, {count('sem')} semaphores, {count('msg')} messages")

import resource, sys

print("limit:", *resource.getrlimit(resource.RLIMIT_CORE))
say("to 0", call("prlimit64", 0, 4, memory(bytes(16)), 0))
say("to 0, soft", call("prlimit64", 0, 4 | 1 << 32, memory(bytes(8) + b"\1" + bytes(7)), 0))
sys.stdout.flush()
os.abort()

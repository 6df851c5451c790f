# System calls by name. One that is refused gives the name of its error.
import ctypes, errno, os, platform
libc = ctypes.CDLL(None, use_errno=True)
ARCH = ["x86_64", "aarch64"].index(platform.machine())

def call(name, *args):
    if NUMBERS[name][ARCH] < 0:
        return "ENOSYS"
    ctypes.set_errno(0)
    six = [ctypes.c_long(a) if isinstance(a, int) else a for a in args + (0,) * (6 - len(args))]
    result = libc.syscall(ctypes.c_long(NUMBERS[name][ARCH]), *six)
    return errno.errorcode[ctypes.get_errno()] if result == -1 else result

def memory(data):
    return ctypes.create_string_buffer(bytes(data))

def say(name, result):
    print(name + ":", result if isinstance(result, str) else "allowed")

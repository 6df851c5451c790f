import sys, threading

threading.stack_size(1 << 20)
sys.setrecursionlimit(10**9)

class A:
    def __getattr__(self, name):
        return getattr(self, name + "x")

t = threading.Thread(target=lambda: repr(A().x))
t.start()
t.join()
sys.exit(1)

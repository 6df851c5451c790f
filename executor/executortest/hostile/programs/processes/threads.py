import sys, threading, time

for n in range(10_000):
    try:
        threading.Thread(target=time.sleep, args=(60,), daemon=True).start()
    except RuntimeError:
        print("refused after", "less than 128" if n < 128 else n)
        sys.exit(3)

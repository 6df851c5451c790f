import os

found = 0
for n in range(20_000):
    found += os.path.exists(f"/usr/{n:0200}")
print(found or "none")

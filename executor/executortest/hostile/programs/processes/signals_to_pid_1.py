import os

for _ in range(300):
    for s in range(1, 65):
        os.kill(1, s)
print("alive")

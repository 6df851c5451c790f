import subprocess

for _ in range(50):
    p = subprocess.Popen(["yes"])
p.wait()

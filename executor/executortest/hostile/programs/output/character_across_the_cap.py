import sys

sys.stdout.write("x" + "\N{GRINNING FACE}" * (2**18) + "\n")

print("so far")
while True:
    pass

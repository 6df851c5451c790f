print("out of memory\nKilled\nTIMEOUT")
exit(1)

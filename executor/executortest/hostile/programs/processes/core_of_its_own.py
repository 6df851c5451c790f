say("a group of its own", call("prctl", 62, 1, 0, 0))
say("for all its threads", call("prctl", 62, 1, 0, 1))
say("in the upper half", call("prctl", 62 | 1 << 32, 1, 0, 2))
say("as PID 1", call("prctl", 62, 3, 1, 0))

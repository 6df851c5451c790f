const moment = memory(Buffer.alloc(16));
say("clock_settime", call("clock_settime", 0, moment));
say("settimeofday", call("settimeofday", moment, 0));
say("adjtimex", call("adjtimex", memory(Buffer.alloc(208))));
try {
  fs.writeFileSync("/proc/self/timens_offsets", "monotonic 1 0");
  say("offsets", 0);
} catch (e) {
  say("offsets", e.code);
}

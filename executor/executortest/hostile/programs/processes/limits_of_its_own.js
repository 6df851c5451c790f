function limit(what, number, soft, hard) {
  const both = Buffer.alloc(16);
  both.writeBigUInt64LE(BigInt(soft));
  both.writeBigUInt64LE(BigInt(hard), 8);
  say(what, call("prlimit64", 0, number, memory(both), 0));
}

limit("files above 1024", 7, 1025, 1025);
limit("file size above 64 MiB", 1, 65 << 20, 65 << 20);
limit("core dumps", 4, 0, 0);
limit("message queues above 0", 12, 4096, 4096);
limit("realtime priority", 14, 1, 1);
limit("nice below 0", 13, 40, 40);
say("priority -20", call("setpriority", 0, 0, -20));
say("SCHED_FIFO", call("sched_setscheduler", 0, 1, memory(Buffer.from([1, 0, 0, 0]))));
say("ioprio_set", call("ioprio_set", 1, 0, 1 << 13));
say("mlockall", call("mlockall", 3));
for (const score of ["-1000", "-1"]) {
  try {
    fs.writeFileSync("/proc/self/oom_score_adj", score);
    say("oom_score_adj " + score, 0);
  } catch (e) {
    say("oom_score_adj " + score, e.code);
  }
}

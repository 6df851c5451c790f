const [, soft, hard] = fs.readFileSync("/proc/self/limits", "utf8").match(/Max core file size\s+(\S+)\s+(\S+)/);
console.log("limit:", soft, hard);
say("to 0", call("prlimit64", 0, 4, memory(Buffer.alloc(16)), 0));
say("to 0, soft", call("prlimit64", 0, 4 + 2 ** 32, memory(Buffer.alloc(8)), 0));
process.abort();

fs.writeFileSync("/proc/self/oom_score_adj", "0");
const files = [1, 2, 3, 4, 5].map(() => call("memfd_create", memory(Buffer.from("x")), 0));
const fill = files.map(fd => `head -c 60m /dev/zero >/proc/self/fd/${fd}`).join("; ");
process.execve("/bin/sh", ["sh", "-c", fill + "; echo survived"], process.env);

const pidfd = call("pidfd_open", 1, 0);
for (let i = 0; i < 5; i++) {
  for (const thread of fs.readdirSync("/proc/1/task")) {
    for (let s = 1; s < 65; s++) {
      call("tgkill", 1, +thread, s);
      call("tkill", +thread, s);
      call("pidfd_send_signal", pidfd, s, 0, 0);
    }
  }
}
console.log("alive");

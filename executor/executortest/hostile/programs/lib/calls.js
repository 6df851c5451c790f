// System calls by name, which Node has no function for: the machine code of
// libc's getpriority is overwritten through /proc/self/mem. One that is refused
// gives the name of its error.
const fs = require("fs"), os = require("os"), util = require("util");
const ARCH = ["x64", "arm64"].indexOf(process.arch);
const self = fs.openSync("/proc/self/mem", "r+");
const getpriority = (() => {
  const line = fs.readFileSync("/proc/self/maps", "utf8").split("\n")
    .find(l => / 00000000 .*\/(libc\.so\.6|ld-musl-[^/]*\.so\.1)$/.test(l));
  const elf = fs.readFileSync(line.slice(line.indexOf("/"))), u64 = at => Number(elf.readBigUInt64LE(at));
  for (let i = 0; i < elf.readUInt16LE(60); i++) {
    const section = u64(40) + 64 * i;
    if (elf.readUInt32LE(section + 4) !== 11) continue; // SHT_DYNSYM
    const names = u64(u64(40) + 64 * elf.readUInt32LE(section + 40) + 24);
    for (let s = u64(section + 24); s < u64(section + 24) + u64(section + 32); s += 24) {
      const name = names + elf.readUInt32LE(s);
      if (elf.toString("latin1", name, name + 12) === "getpriority\0") return parseInt(line, 16) + u64(s + 8);
    }
  }
})();

function machineCode(values) { // of a call with the number last
  const words = [];
  values.forEach((value, i) => {
    const v = BigInt.asUintN(64, BigInt(value)), b = Buffer.alloc(16);
    if (ARCH === 0) {
      b.write(["48bf", "48be", "48ba", "49ba", "49b8", "49b9", "48b8"][i], "hex");
      b.writeBigUInt64LE(v, 2);
      words.push(b.subarray(0, 10));
    } else {
      for (let n = 0; n < 4; n++) {
        const part = Number((v >> BigInt(16 * n)) & 0xffffn), op = n ? 0xf2800000 : 0xd2800000;
        b.writeUInt32LE((op + n * 0x200000 + part * 32 + (i < 6 ? i : 8)) >>> 0, 4 * n);
      }
      words.push(b);
    }
  });
  return Buffer.concat([...words, Buffer.from(ARCH === 0 ? "0f05c3" : "010000d4c0035fd6", "hex")]);
}

function call(name, ...args) {
  if (NUMBERS[name][ARCH] < 0) return "ENOSYS";
  const code = machineCode([...args, ...Array(6 - args.length).fill(0), NUMBERS[name][ARCH]]);
  fs.writeSync(self, code, 0, code.length, getpriority);
  const result = os.getPriority(0);
  return result < 0 && result > -4096 ? util.getSystemErrorName(result) : result;
}

let free = 0;
function memory(data) { // its address
  if (!free) call("mmap", free = 0x500000000000, 1 << 20, 3, 0x32, -1, 0); // MAP_FIXED
  const at = free;
  fs.writeSync(self, data, 0, data.length, at);
  free += Math.ceil((data.length + 1) / 16) * 16;
  return at;
}

function say(name, result) {
  console.log(name + ":", typeof result === "string" ? result : "allowed");
}

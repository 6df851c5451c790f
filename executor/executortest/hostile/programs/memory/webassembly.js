const held = [];
for (;;) {
  const memory = new WebAssembly.Memory({ initial: 1, maximum: 65536 });
  for (let n = 0; n < 60; n++) {
    memory.grow(16);
    new Uint8Array(memory.buffer).fill(1);
  }
  held.push(memory);
}

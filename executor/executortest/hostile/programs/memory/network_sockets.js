const net = require("net");

const data = Buffer.alloc(16 << 20), clients = [];
const server = net.createServer({ pauseOnConnect: true }, c => { clients.push(c); c.write(data); c.on("error", () => {}); });
server.listen(0, "127.0.0.1", () => {
  for (let i = 0; i < 30; i++) {
    const c = net.connect({ port: server.address().port, host: "127.0.0.1" });
    c.pause();
    c.on("error", () => {});
    c.write(data);
    clients.push(c);
  }
});
setTimeout(() => {
  const inKernel = clients.reduce((sum, c) => sum + c.bytesWritten - c.writableLength, 0);
  console.log("TCP:", inKernel > 300 << 20 ? "beyond" : "within", "the limit");
  process.exit(0);
}, 2500);

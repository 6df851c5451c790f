const socket = require("dgram").createSocket("udp4");
socket.bind(0, () => {
  try {
    for (let n = 0; n < 20; n++) socket.addMembership("239.0.0." + n, "127.0.0.1");
    console.log("joined");
  } catch (e) {
    console.log(e.code);
  }
  socket.close();
});

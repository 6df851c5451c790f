const fs = require("fs");

for (;;) {
  fs.writeSync(1, "y".repeat(65536));
  fs.writeSync(2, "z".repeat(65536));
}

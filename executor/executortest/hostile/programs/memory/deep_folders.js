const fs = require("fs");

process.chdir("/tmp");
let n = 0;
try {
  for (; n < 1_000_000; n++) {
    fs.mkdirSync("d".repeat(255));
    process.chdir("d".repeat(255));
  }
} catch (e) {
  console.log(e.code, "after", n < 5000 ? "fewer than 5000" : n);
}

const fs = require("fs");

let n = 0;
try {
  for (;; n++) fs.openSync("/dev/null");
} catch (e) {
  console.log(e.code, "after", n < 1024 ? "fewer than 1024" : n);
}

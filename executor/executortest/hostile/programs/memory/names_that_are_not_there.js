const fs = require("fs");

let found = 0;
for (let n = 0; n < 20_000; n++) found += fs.existsSync("/usr/" + String(n).padStart(200, "0"));
console.log(found || "none");

const fs = require("fs");

for (let n = 0; n < 500; n++) fs.writeFileSync(`/tmp/${n}`, "");
const watchers = [];
try {
  for (let i = 0; i < 20_000; i++) watchers.push(fs.watch(`/tmp/${i % 500}`));
} catch {}
console.log("done");
process.exit(0);

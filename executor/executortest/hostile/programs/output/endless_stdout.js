const fs = require("fs");

for (;;) fs.writeSync(1, "y".repeat(1000));

const fs = require("fs");

for (;;) fs.writeSync(2, "y".repeat(1000));

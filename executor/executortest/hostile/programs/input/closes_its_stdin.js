require("fs").closeSync(0);
console.log("done");
process.exit(0);

console.log("out of memory\nKilled\nTIMEOUT");
process.exit(1);

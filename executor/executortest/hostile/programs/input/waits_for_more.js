process.stdin.pipe(process.stdout);
setInterval(() => process.stdin.read(), 10);

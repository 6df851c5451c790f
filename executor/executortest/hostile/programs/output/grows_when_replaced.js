process.stdout.write(Buffer.alloc(2 ** 20, 255));

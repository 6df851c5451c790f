process.stdout.write("x".repeat(2 ** 20 + 1));

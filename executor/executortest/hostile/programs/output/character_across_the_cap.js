process.stdout.write("x" + "\u{1f600}".repeat(2 ** 18) + "\n");

process.stdout.write("x".repeat(100_000));
process.stderr.write("too\n");
process.stdout.write("last\n");
process.exit(0);

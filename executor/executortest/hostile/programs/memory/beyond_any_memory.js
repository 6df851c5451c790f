"a".repeat(2 ** 40);

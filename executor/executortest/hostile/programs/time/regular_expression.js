/^(a*)*b$/.test("a".repeat(100));

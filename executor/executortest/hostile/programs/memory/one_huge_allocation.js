Buffer.alloc(1e9, 1);

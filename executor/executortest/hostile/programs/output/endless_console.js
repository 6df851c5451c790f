for (;;) console.log("y".repeat(1000));

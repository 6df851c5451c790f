console.log("y".repeat(999_999) + "z");

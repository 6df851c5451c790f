setInterval(() => console.log("."), 100);

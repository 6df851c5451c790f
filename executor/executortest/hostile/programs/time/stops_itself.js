process.kill(process.pid, "SIGSTOP");

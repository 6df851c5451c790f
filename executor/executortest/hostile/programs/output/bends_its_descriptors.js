call("dup3", 1, 90, 0);
call("dup3", 2, 1, 0);
call("dup3", 90, 2, 0);
fs.writeSync(2, "by way of 2\n");
fs.writeSync(1, "by way of 1\n");
fs.writeSync(fs.openSync("/dev/stderr", fs.constants.O_WRONLY | fs.constants.O_APPEND), "anew\n");
call("fcntl", 2, 4, fs.constants.O_NONBLOCK); // F_SETFL
call("fcntl", 2, 1031, 1 << 20); // F_SETPIPE_SZ
call("fcntl", 2, 1031, 4096);
fs.writeSync(2, "big\n");

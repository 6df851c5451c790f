for (const s of ["SIGHUP", "SIGINT", "SIGQUIT", "SIGTERM", "SIGUSR2", "SIGPIPE", "SIGALRM", "SIGXCPU"]) process.on(s, () => {});
console.log("so far");
setInterval(() => {}, 1000);

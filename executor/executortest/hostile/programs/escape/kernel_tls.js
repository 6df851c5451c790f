const s = call("socket", 2, 1, 0);
for (const name of ["tls", "smc", "espintcp"]) say(name, call("setsockopt", s, 6, 31, memory(Buffer.from(name)), name.length));
say("in the upper half", call("setsockopt", s, 6 + 2 ** 32, 31 + 2 ** 32, memory(Buffer.from("tls")), 3));
say("TCP_NODELAY", call("setsockopt", s, 6, 1, memory(Buffer.from([1, 0, 0, 0])), 4));

package executortest

import (
	"fmt"
	"slices"
	"strings"

	"github.com/edtronaut/livecode/executor"
)

// programs returns the programs of the suite for the given limits.
func programs(limits executor.Limits) []sandboxCase {
	all := []sandboxCase{
		{
			name: "hello",
			code: both(`print("hello"); import sys; print("and", file=sys.stderr)`,
				`console.log("hello"); console.error("and")`),
			stdout: text("hello\n"), stderr: text("and\n"),
		},
		{
			name:   "no final newline, CR LF, escapes",
			code:   both(`import sys; sys.stdout.write("a\r\n\x1b[31mb")`, `process.stdout.write("a\r\n\x1b[31mb")`),
			stdout: text("a\r\n\x1b[31mb"),
		},
		{
			name:     "uncaught error",
			code:     both(`raise ValueError("boom")`, `throw new Error("boom")`),
			exitCode: 1, stderr: holding("boom"),
		},
		{
			name:     "syntax error",
			code:     both(`print(`, `console.log(`),
			exitCode: 1, stderr: holding("SyntaxError"),
		},
		{
			name: "says it ran out of memory and time",
			code: both(`print("out of memory; Killed; TIMEOUT"); exit(1)`,
				`console.log("out of memory; Killed; TIMEOUT"); process.exit(1)`),
			exitCode: 1,
		},
		{
			name:  "reads all of stdin",
			code:  both(`import sys; print(len(sys.stdin.read()))`, `console.log(require("fs").readFileSync(0).length)`),
			stdin: strings.Repeat("x", executor.MaxStdinBytes), stdout: text(fmt.Sprintf("%d\n", executor.MaxStdinBytes)),
		},
		{
			name:   "reads stdin where there is none",
			code:   both(`import sys; print(repr(sys.stdin.read()))`, `console.log(JSON.stringify(require("fs").readFileSync(0, "utf8")))`),
			stdout: func(o executor.Output) string { return oneOf(o, "''\n", "\"\"\n") },
		},
		{
			name:  "never reads its stdin",
			code:  both(`print(1)`, `console.log(1)`),
			stdin: strings.Repeat("x", executor.MaxStdinBytes), stdout: text("1\n"),
		},
		{
			name: "closes its outputs and works on",
			code: both(`import os; os.close(1); os.close(2); sum(range(100000)); os._exit(0)`,
				`const fs = require("fs"); fs.closeSync(1); fs.closeSync(2); process.exit(0)`),
			stdout: text(""), stderr: text(""),
		},
		{
			name:        "endless loop",
			code:        both(`print("so far"); exec("while True: pass")`, `console.log("so far"); for (;;);`),
			termination: executor.TerminationWallTimeout, stdout: text("so far\n"),
		},
		{
			name: "handles SIGTERM and goes on",
			code: both("import signal, time\nfor s in (signal.SIGTERM, signal.SIGINT): signal.signal(s, lambda *a: None)\nwhile True: time.sleep(1)",
				`for (const s of ["SIGTERM", "SIGINT"]) process.on(s, () => {}); setInterval(() => {}, 1000)`),
			termination: executor.TerminationWallTimeout,
		},
		{
			name: "takes memory without end",
			code: both("a = []\nwhile True: a.append(bytearray(1 << 20))",
				`const a = []; for (;;) a.push(Buffer.alloc(1 << 20, 1))`),
			termination: executor.TerminationOOM,
		},
		{
			name:        "takes 1 GB at once",
			code:        both(`bytearray(10**9)`, `Buffer.alloc(1e9, 1)`),
			termination: executor.TerminationOOM,
		},
		{
			name:        "fills the heap",
			code:        both(`a = [str(i) for i in range(10**9)]`, `const a = []; for (;;) a.push(new Array(1e5).fill(1.5))`),
			termination: executor.TerminationOOM,
		},
		{
			name: "kills PID 1 with every signal",
			code: both("import os\nfor i in range(300):\n    for s in range(1, 65): os.kill(1, s)\nprint('alive')",
				`for (let s = 1; s < 32; s++) process.kill(1, s); console.log("alive")`),
			stdout: text("alive\n"), killsInit: true,
		},
		{
			name: "leaves a child in a session of its own, holding stdout",
			code: both("import subprocess\nsubprocess.Popen(['sleep', '60'], start_new_session=True)\nprint('gone')",
				`require("child_process").spawn("sleep", ["60"], {detached: true, stdio: "inherit"}).unref(); console.log("gone")`),
			stdout: text("gone\n"),
		},
		{
			name: "reaches for the network",
			code: both("import socket\ntry: socket.create_connection(('192.0.2.1', 80), 2)\nexcept OSError as e: print('refused')",
				`require("net").connect(80, "192.0.2.1").on("error", () => console.log("refused"))`),
			stdout: text("refused\n"),
		},
		{
			name: "has no network interface but its own loopback",
			code: both("print([l.split(':')[0].strip() for l in open('/proc/net/dev') if ':' in l])",
				`console.log(require("fs").readFileSync("/proc/net/dev", "utf8").split("\n").filter(l => l.includes(":")).map(l => l.split(":")[0].trim()))`),
			stdout: func(o executor.Output) string { return oneOf(o, "['lo']\n", "[ 'lo' ]\n") },
		},
		{
			name: "talks to itself by the names of its host",
			code: both("import socket\ns = socket.create_server(('localhost', 0))\nfor name in 'localhost', socket.gethostname():\n    print(name); socket.create_connection((name, s.getsockname()[1]), 2)",
				`const net = require("net"), os = require("os"), names = ["localhost", os.hostname()]; let n = 0; `+
					`const s = net.createServer(c => { console.log(names[n++]); c.end(); if (n == 2) s.close(); else call() }); `+
					`const call = () => net.connect(s.address().port, names[n]); s.listen(0, "127.0.0.1", call)`),
			stdout: text("localhost\nsandbox\n"),
		},
		{
			name: "asks for a name of the outside",
			code: both("import socket\ntry: socket.getaddrinfo('example.com', 80)\nexcept OSError: print('refused')",
				`require("dns").lookup("example.com", e => console.log(e ? "refused" : "found"))`),
			stdout: text("refused\n"),
		},
		{
			name: "writes to the root file system",
			code: both("try: open('/etc/x', 'w')\nexcept OSError: print('refused')",
				`try { require("fs").writeFileSync("/etc/x", "") } catch { console.log("refused") }`),
			stdout: text("refused\n"),
		},
		{
			name: "looks for traces of others and leaves its own",
			code: both("import os\nprint(os.listdir('/tmp'), os.listdir('/sandbox'), os.listdir('/dev/shm'))\nfor d in '/tmp', '/sandbox', '/dev/shm': open(d + '/trace', 'w')",
				`const fs = require("fs"); console.log(fs.readdirSync("/tmp"), fs.readdirSync("/sandbox"), fs.readdirSync("/dev/shm")); for (const d of ["/tmp", "/sandbox", "/dev/shm"]) fs.writeFileSync(d + "/trace", "")`),
			stdout: func(o executor.Output) string { return oneOf(o, "[] ['main.py'] []\n", "[] [ 'main.js' ] []\n") },
		},
	}
	all = append(all, exits()...)
	all = append(all, kills()...)
	all = append(all, floods(limits)...)
	all = append(all, verdicts()...)
	for i := range all {
		if all[i].termination == "" {
			all[i].termination = executor.TerminationExited
		}
	}
	return all
}

func both(python, javascript string) map[string]string {
	return map[string]string{"python": python, "javascript": javascript}
}

func oneOf(got executor.Output, wanted ...string) string {
	if slices.Contains(wanted, string(got.Kept)) {
		return ""
	}
	return fmt.Sprintf("is %s, want one of %q", brief(got), wanted)
}

// exits end with the codes by which others tell time-outs and signals.
func exits() (all []sandboxCase) {
	for _, code := range []int{1, 2, 124, 125, 126, 127, 137, 139, 255} {
		all = append(all, sandboxCase{
			name:     fmt.Sprintf("exits %d", code),
			code:     both(fmt.Sprintf("exit(%d)", code), fmt.Sprintf("process.exit(%d)", code)),
			exitCode: code,
		})
	}
	return all
}

// kills end by a signal of their own.
func kills() (all []sandboxCase) {
	for _, signal := range []string{"SIGKILL", "SIGSEGV", "SIGABRT", "SIGTERM"} {
		all = append(all, sandboxCase{
			name: "kills itself with " + signal,
			code: both(fmt.Sprintf("import os, signal; os.kill(os.getpid(), signal.%s); signal.pause()", signal),
				fmt.Sprintf("process.kill(process.pid, %q); setTimeout(() => {}, 1000)", signal)),
			termination: executor.TerminationSignaled, signal: signal,
		})
	}
	return all
}

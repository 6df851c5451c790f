package executortest

import (
	"strconv"

	"github.com/edtronaut/livecode/executor"
)

// Programs that take memory without end.
const (
	eatPython     = "a = []\nwhile True: a.append(bytearray(1 << 20))"
	eatJavaScript = "const a = []; for (;;) a.push(Buffer.alloc(1 << 20, 1))"
)

// verdicts end by the hands of their own processes, of the kernel and of the
// runner, which must not be taken for each other.
func verdicts() []sandboxCase {
	const signaled, oom = executor.TerminationSignaled, executor.TerminationOOM
	const forkPython = "import os, signal\nif os.fork() == 0:\n    "
	const spawn = "const { spawnSync } = require('child_process'); const run = (code) => spawnSync(process.execPath, ['-e', code]); "
	return []sandboxCase{
		{
			name: "kernel kills its child, and it ends by itself",
			code: both(forkPython+"exec("+strconv.Quote(eatPython)+")\nos._exit(os.waitstatus_to_exitcode(os.wait()[1]) + 12)",
				spawn+"process.exit(run("+strconv.Quote(eatJavaScript)+").signal === 'SIGKILL' ? 3 : 4)"),
			exitCode: 3, oomKills: true,
		},
		{ // not at once: a sandbox may take some time to see that it lives on
			name: "kernel kills its child, and it kills itself",
			code: both(forkPython+"exec("+strconv.Quote(eatPython)+")\nos.wait()\nimport time; time.sleep(0.5)\nos.kill(os.getpid(), signal.SIGKILL)",
				spawn+"run("+strconv.Quote(eatJavaScript)+"); setTimeout(() => { process.kill(process.pid, 'SIGKILL'); for (;;); }, 500)"),
			termination: signaled, signal: "SIGKILL", oomKills: true,
		},
		{
			name: "kernel kills it, and its child lives on",
			code: both("import subprocess; subprocess.Popen(['sleep', '60'])\n"+eatPython,
				"require('child_process').spawn('sleep', ['60']); "+eatJavaScript),
			termination: oom, oomKills: true,
		},
		{
			name: "kernel kills it although it lowers its score",
			code: both("open('/proc/self/oom_score_adj', 'w').write('0')\n"+eatPython,
				"require('fs').writeFileSync('/proc/self/oom_score_adj', '0'); "+eatJavaScript),
			termination: oom, oomKills: true,
		},
		{
			name: "its child kills it",
			code: both(forkPython+"os.kill(os.getppid(), signal.SIGKILL)\nelse:\n    signal.pause()",
				"require('child_process').exec('kill -9 ' + process.pid); setInterval(() => {}, 1000)"),
			termination: signaled, signal: "SIGKILL",
		},
		{
			name: "its child kills all it may",
			code: both(forkPython+"os.kill(-1, signal.SIGKILL)\nelse:\n    signal.pause()",
				"require('child_process').exec('kill -9 -1'); setInterval(() => {}, 1000)"),
			termination: signaled, signal: "SIGKILL",
		},
		{
			name: "kills all others it may",
			code: both("import os, subprocess\nsubprocess.Popen(['sleep', '60'])\nos.kill(-1, 9)\nprint('alone')",
				"require('child_process').spawn('sleep', ['60']).on('exit', (code, signal) => console.log('alone')); process.kill(-1, 'SIGKILL')"),
			stdout: text("alone\n"),
		},
		{
			name: "stops itself",
			code: both("import os, signal; os.kill(os.getpid(), signal.SIGSTOP)",
				"process.kill(process.pid, 'SIGSTOP')"),
			termination: executor.TerminationWallTimeout,
		},
		{
			name: "its first thread ends, and another goes on",
			code: map[string]string{
				"python": "import ctypes, os, threading, time\nthreading.Thread(target=lambda: time.sleep(60)).start()\nctypes.CDLL(None).syscall({'x86_64': 60, 'aarch64': 93}[os.uname().machine], 0)",
			},
			termination: executor.TerminationWallTimeout,
		},
		{
			name: "has no more processes to start",
			code: both("import os, time\ntry:\n    while True:\n        if os.fork() == 0: time.sleep(60)\nexcept OSError as e: print(type(e).__name__)",
				"require('child_process').spawn('sh', ['-c', 'while :; do sleep 60 & done'], {stdio: 'ignore'}).on('exit', (code) => { console.log(code); process.exit(0) })"),
			stdout: func(o executor.Output) string { return oneOf(o, "BlockingIOError\n", "2\n") },
			crowds: true,
		},
	}
}

package docker_test

import (
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/edtronaut/livecode/executor"
	"github.com/edtronaut/livecode/executor/docker"
)

// unable are programs that look for a difference between an interpreter that
// was up before them and one that was started for them.
var unable = map[string]map[string]string{
	"python": {
		"names":              "import sys, os, __main__\nprint(__file__, __name__, sys.argv, sys.path, sys.flags, sys.orig_argv, os.getcwd(), __main__.__spec__, __builtins__)",
		"environment":        "import os\nprint(sorted(os.environ.items()), os.getuid() == os.geteuid(), os.umask(0))",
		"traceback":          "def f(x):\n    return 1 / x  # here\nf(0)",
		"syntax error":       "x = 1\nif x\n    pass",
		"coding after CR":    "\r# coding: latin-1\nprint(ascii('é'))",
		"indentation":        "def f():\nreturn 1",
		"own source":         "import inspect\ndef f():\n    'text'\n    return 1\nprint(inspect.getsource(f), open(__file__).read(), open(__file__, 'rb').read())",
		"own file":           "import os, stat\ns = os.stat(__file__)\nprint(stat.filemode(s.st_mode), s.st_size, s.st_uid == os.getuid(), s.st_nlink, os.listdir('/sandbox'))",
		"descriptors":        "import os\nprint(sorted(os.listdir('/proc/self/fd')), [os.readlink(f'/proc/self/fd/{i}').split(':')[0] for i in range(3)])",
		"processes":          "import os\nprint(len([p for p in os.listdir('/proc') if p.isdigit()]), os.getppid(), os.getsid(0) == os.getpid(), os.getpgrp() == os.getpid())",
		"signals":            "import signal\nprint([signal.getsignal(s) for s in signal.valid_signals()], signal.pthread_sigmask(signal.SIG_BLOCK, []))",
		"limits":             "import resource\nprint([resource.getrlimit(getattr(resource, n)) for n in dir(resource) if n.startswith('RLIMIT')])",
		"oom score":          "print(open('/proc/self/oom_score_adj').read())",
		"fork":               "import multiprocessing as m\nif __name__ == '__main__':\n    m.set_start_method('fork')\n    with m.Pool(2) as p: print(p.map(abs, [-1, -2]))",
		"spawn":              "import multiprocessing as m\ndef f(x): return x * x\nif __name__ == '__main__':\n    m.set_start_method('spawn')\n    with m.Pool(2) as p: print(p.map(f, [1, 2]))",
		"subprocess":         "import subprocess, sys\nprint(subprocess.run([sys.executable, __file__[:-7] + 'x.py'], capture_output=True, text=True).stderr)\nprint(subprocess.run([sys.executable, '-c', 'print(5)'], capture_output=True, text=True).stdout)",
		"import itself":      "import sys\nif __name__ == '__main__':\n    import main\n    print(main.__name__, main.__file__)\nelse:\n    print('imported')",
		"stdin":              "import sys\nprint(sys.stdin.read(), sys.stdin.isatty(), sys.stdin.encoding, sys.stdout.encoding, sys.stdout.line_buffering, sys.stdout.write_through)",
		"exit in a thread":   "import sys, threading\nt = threading.Thread(target=lambda: sys.exit(3))\nt.start(); t.join()\nprint('on')",
		"error in a thread":  "import threading\nt = threading.Thread(target=lambda: 1 / 0, name='T')\nt.start(); t.join()",
		"warnings":           "import warnings\nwarnings.warn('careful')\nx = '\\d'",
		"asyncio":            "import asyncio\nasync def f():\n    await asyncio.sleep(0.01)\n    raise ValueError('late')\nasyncio.run(f())",
		"atexit":             "import atexit, sys\natexit.register(lambda: print('bye'))\nsys.exit('a message')",
		"coding cookie":      "# -*- coding: latin-1 -*-\nprint('ü', ascii('ü'))",
		"second line cookie": "#!/usr/bin/python\n# vim: set fileencoding=utf-8 :\nprint('ü')",
		"BOM":                "\ufeffprint('bom')",
		"CR LF":              "print(1)\r\nprint('''a\r\nb''')\r\n",
		"no newline":         "print(1)",
		"only a comment":     "# nothing",
		"long":               "x = 0\n" + strings.Repeat("x += 1\n", 1400) + "print(x)",
		"non-ASCII":          "print('😀' * 3, 'ü')\n# " + strings.Repeat("😀", 9000),
		"zip":                "import zipfile, sys\nprint(zipfile.is_zipfile(__file__))",
		"modules":            "import sys\nprint(sorted(sys.modules))",
		"symtable of main":   "print(sorted(globals()))",
		"reads its script":   "import tokenize\nprint(len(list(tokenize.generate_tokens(open(__file__).readline))))",
		"runpy":              "import runpy, sys\nif len(sys.argv) == 1:\n    sys.argv.append('x')\n    print(sorted(runpy.run_path(__file__)))",
		"pickle":             "import pickle\nclass C: pass\nprint(pickle.dumps(C()))",
		"excepthook":         "import sys\nsys.excepthook = lambda *a: print('hook', a[0].__name__)\n1 / 0",
		"recursion":          "def deep(): return deep()\ndeep()",
		"input":              "print(input() + '!')\ntry: input()\nexcept EOFError as e: print(repr(e))",
	},
	"javascript": {
		"names":             "console.log(__filename, __dirname, process.argv, process.execArgv, process.execPath, require.main === module, module.id, module.paths, process.cwd(), process.title)",
		"environment":       "console.log(process.env, process.version)",
		"error":             "function f() {\n  throw new TypeError('boom') // here\n}\nf()",
		"syntax error":      "const x = 1\nconst x = 2",
		"rejection":         "Promise.reject(new Error('nobody'))",
		"rejects a value":   "Promise.reject(7)",
		"own source":        "const fs = require('fs'); console.log(fs.readFileSync(__filename, 'utf8'), (() => 1).toString())",
		"own file":          "const fs = require('fs'); const s = fs.statSync(__filename); console.log(s.isFile(), s.mode.toString(8), s.size, s.nlink, fs.readdirSync('/sandbox'))",
		"descriptors":       "const fs = require('fs'); console.log([0, 1, 2].map(i => fs.readlinkSync('/proc/self/fd/' + i).split(':')[0]))",
		"processes":         "console.log(process.ppid, require('fs').readdirSync('/proc').filter(p => /^\\d+$/.test(p)).length)",
		"ES module":         "import fs from 'fs';\nimport { setTimeout as t } from 'timers/promises';\nawait t(5);\nconsole.log(import.meta.url, import.meta.filename, typeof require, fs.existsSync(import.meta.filename));",
		"ES module error":   "import fs from 'fs';\nfs.nothing();",
		"unsettled await":   "await new Promise(() => {});",
		"dynamic import":    "import('fs').then(m => console.log(typeof m.readFileSync)); import('/sandbox/main.js').then(m => console.log(Object.keys(m)))",
		"require itself":    "if (require.main === module) { delete require.cache[__filename]; require('/sandbox/main.js'); console.log('main') } else console.log('again', module.id)",
		"worker thread":     "const { Worker, isMainThread, workerData } = require('worker_threads'); if (isMainThread) new Worker(__filename, { workerData: 5 }).on('exit', c => console.log('exit', c)); else console.log('in', workerData)",
		"child process":     "const cp = require('child_process'); if (!process.argv[2]) console.log(cp.execFileSync(process.execPath, [__filename, 'child']).toString()); else console.log('child', process.argv)",
		"fork":              "const cp = require('child_process'); if (process.send) { process.send('hi'); process.disconnect() } else cp.fork(__filename).on('message', m => console.log(m))",
		"stdin":             "process.stdin.on('data', d => console.log(String(d))).on('end', () => console.log('end', process.stdin.isTTY))",
		"stdin sync":        "console.log(require('fs').readFileSync(0, 'utf8'))",
		"exit code":         "process.exitCode = 9; process.on('exit', c => console.log('exit', c))",
		"warning":           "process.emitWarning('careful'); new Buffer(1)",
		"stack":             "console.log(new Error('x').stack)",
		"prepareStackTrace": "Error.prepareStackTrace = (e, s) => s.map(f => f.getFileName() + ':' + f.getLineNumber()); console.log(new Error().stack)",
		"BOM":               "\ufeffconsole.log('bom')",
		"CR LF":             "console.log(1)\r\nconsole.log(`a\r\nb`)\r\n",
		"hashbang":          "#!/usr/bin/env node\nconsole.log(1)",
		"strict":            "'use strict'; console.log(this === module.exports, typeof globalThis, (function () { return this })())",
		"non-ASCII":         "console.log('😀ü') // " + strings.Repeat("😀", 9000),
		"handles":           "console.log(process._getActiveHandles().length, process.getActiveResourcesInfo())",
		"signals":           "console.log(process.listenerCount('SIGINT'), process.eventNames())",
		"features":          "console.log(process.features, process.release.name, process.config.variables.napi_build_version)",
		"WebAssembly":       "console.log(WebAssembly.validate(new Uint8Array([0, 97, 115, 109, 1, 0, 0, 0])))",
		"heap limit":        "console.log(require('v8').getHeapStatistics().heap_size_limit)",
		"source map":        "console.log(1)\n//# sourceMappingURL=data:application/json,{}",
		"cached modules":    "console.log(Object.keys(require.cache), require('module').builtinModules.length)",
	},
}

// withoutPID takes Node's process id out of its warnings: it depends on how many
// threads the runner has needed, which no two starts agree on.
func withoutPID(stderr []byte) []byte {
	return regexp.MustCompile(`\(node:\d+\)`).ReplaceAll(stderr, []byte("(node)"))
}

// awaitWarm waits until a warm container of the language is there.
func awaitWarm(t *testing.T, sb *docker.Sandbox, language string) {
	t.Helper()
	const patience = 20 * time.Second
	look := time.NewTicker(5 * time.Millisecond)
	defer look.Stop()
	for deadline := time.Now().Add(patience); sb.Warm(language) == 0; <-look.C {
		if time.Now().After(deadline) {
			t.Fatalf("no warm container of %s within %v", language, patience)
		}
	}
}

// TestProgramsCannotTellAWarmStart runs each program both ways and wants the
// same output, byte for byte.
func TestProgramsCannotTellAWarmStart(t *testing.T) {
	t.Parallel()
	cold, warm := newSandbox(t, 5*time.Second, 0), newSandbox(t, 5*time.Second, 1)
	for language, programs := range unable {
		for name, code := range programs {
			t.Run(language+"/"+name, func(t *testing.T) {
				job := executor.Job{Language: language, Code: code, Stdin: []byte("a line\n")}
				want, err := cold.Run(t.Context(), job)
				if err != nil {
					t.Fatal(err)
				}
				awaitWarm(t, warm, language)
				got, err := warm.Run(t.Context(), job)
				if err != nil {
					t.Fatal(err)
				}
				got.Stderr.Kept, want.Stderr.Kept = withoutPID(got.Stderr.Kept), withoutPID(want.Stderr.Kept)
				if got.Termination != want.Termination || got.ExitCode != want.ExitCode || got.Signal != want.Signal ||
					string(got.Stdout.Kept) != string(want.Stdout.Kept) || string(got.Stderr.Kept) != string(want.Stderr.Kept) {
					t.Errorf("warm: %s %d %s\n%.1500s%.1500s\ncold: %s %d %s\n%.1500s%.1500s",
						got.Termination, got.ExitCode, got.Signal, got.Stdout.Kept, got.Stderr.Kept,
						want.Termination, want.ExitCode, want.Signal, want.Stdout.Kept, want.Stderr.Kept)
				}
			})
		}
	}
}

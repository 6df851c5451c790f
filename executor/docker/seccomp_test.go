package docker_test

import (
	"encoding/json"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/edtronaut/livecode/executor"
	"github.com/edtronaut/livecode/images"
)

// refused are system calls that no program may make, by their number on amd64.
// They are made with arguments of zero, so that one that is let through fails
// otherwise than with EPERM or ENOSYS, does nothing, or is refused for want of a
// capability; so the list must not have it either.
var refused = map[string]int{
	// Namespaces, mounts and roots.
	"unshare": 272, "setns": 308, "mount": 165, "umount2": 166, "pivot_root": 155, "chroot": 161,
	"fsopen": 430, "open_tree": 428, "move_mount": 429, "mount_setattr": 442, "clone3": 435,
	// Other processes' memory and descriptors.
	"ptrace": 101, "process_vm_readv": 310, "process_vm_writev": 311, "kcmp": 312, "pidfd_getfd": 438,
	"process_madvise": 440, "move_pages": 279, "migrate_pages": 256,
	// Kernel interfaces with a history of escapes.
	"bpf": 321, "io_uring_setup": 425, "io_uring_enter": 426, "io_uring_register": 427, "userfaultfd": 323,
	"perf_event_open": 298, "keyctl": 250, "add_key": 248, "request_key": 249, "fanotify_init": 300,
	"open_by_handle_at": 304, "name_to_handle_at": 303, "vmsplice": 278, "remap_file_pages": 216,
	"modify_ldt": 154, "personality": 135, "lookup_dcookie": 212, "memfd_secret": 447,
	// The machine.
	"kexec_load": 246, "kexec_file_load": 320, "init_module": 175, "finit_module": 313, "delete_module": 176,
	"reboot": 169, "swapon": 167, "swapoff": 168, "syslog": 103, "acct": 163, "quotactl": 179, "vhangup": 153,
	"settimeofday": 164, "clock_settime": 227, "adjtimex": 159, "iopl": 172, "ioperm": 173,
	"sethostname": 170, "setdomainname": 171, "sync": 162, "syncfs": 306,
	// Identity and policy.
	"setuid": 105, "setgid": 106, "setgroups": 116, "capset": 126, "seccomp": 317,
	"sched_setscheduler": 144, "mbind": 237, "set_mempolicy": 238,
	// System V and POSIX message passing.
	"shmget": 29, "semget": 64, "msgget": 68, "mq_open": 240,
}

const callAll = `
import ctypes, errno, json, sys
libc = ctypes.CDLL(None, use_errno=True)
for name, number in json.load(sys.stdin).items():
    ctypes.set_errno(0)
    if libc.syscall(number, 0, 0, 0, 0, 0, 0) == -1 and ctypes.get_errno() in (errno.EPERM, errno.ENOSYS):
        continue
    print(name, errno.errorcode.get(ctypes.get_errno(), "succeeded"))
`

func TestSeccompRefuses(t *testing.T) {
	t.Parallel()
	if runtime.GOARCH != "amd64" {
		t.Logf("the numbers are those of amd64; on %s only the programs below count", runtime.GOARCH)
		clear(refused)
	}
	for _, name := range allowedCalls(t) {
		if _, is := refused[name]; is {
			t.Errorf("the profile allows %s", name)
		}
	}
	sb := newSandbox(t, 5*time.Second, 0)
	numbers, err := json.Marshal(refused)
	if err != nil {
		t.Fatal(err)
	}
	r, err := sb.Run(t.Context(), executor.Job{Language: "python", Code: callAll, Stdin: numbers})
	if err != nil || r.Termination != executor.TerminationExited || r.ExitCode != 0 || len(r.Stdout.Kept) > 0 {
		t.Errorf("calls that were not refused: %s (%s %d %s %v)", r.Stdout.Kept, r.Termination, r.ExitCode, r.Stderr.Kept, err)
	}
}

// allowedCalls are those that the profile allows, if only with some arguments.
func allowedCalls(t *testing.T) (names []string) {
	t.Helper()
	var p struct {
		Syscalls []struct {
			Names  []string
			Action string
		}
	}
	if err := json.Unmarshal([]byte(images.Seccomp), &p); err != nil {
		t.Fatal(err)
	}
	for _, rule := range p.Syscalls {
		if rule.Action == "SCMP_ACT_ALLOW" {
			names = append(names, rule.Names...)
		}
	}
	return names
}

// TestSeccompRefusesByArgument: calls that are needed, with arguments that are
// not.
func TestSeccompRefusesByArgument(t *testing.T) {
	t.Parallel()
	sb := newSandbox(t, 5*time.Second, 0)
	for name, expression := range map[string]string{
		"a device":                  "os.mknod('/tmp/d', 0o600 | stat.S_IFCHR, os.makedev(1, 3))",
		"a block device":            "os.mknod('/tmp/d', 0o600 | stat.S_IFBLK, os.makedev(8, 0))",
		"limits of another":         "resource.prlimit(1, resource.RLIMIT_CPU, (1, 1))",
		"AF_NETLINK":                "socket.socket(socket.AF_NETLINK, socket.SOCK_RAW)",
		"AF_PACKET":                 "socket.socket(socket.AF_PACKET, socket.SOCK_RAW)",
		"AF_ALG":                    "socket.socket(socket.AF_ALG, socket.SOCK_SEQPACKET)",
		"AF_VSOCK":                  "socket.socket(socket.AF_VSOCK, socket.SOCK_STREAM)",
		"a raw socket":              "socket.socket(socket.AF_INET, socket.SOCK_RAW, 1)",
		"a filter on a socket":      "socket.socket(socket.AF_INET, socket.SOCK_DGRAM).setsockopt(socket.SOL_SOCKET, 26, bytes(16))",
		"a program on a socket":     "socket.socket(socket.AF_INET, socket.SOCK_DGRAM).setsockopt(socket.SOL_SOCKET, 50, bytes(4))",
		"a lock of an open file's":  "fcntl.fcntl(os.memfd_create('x'), 37, struct.pack('hhqqi4x', fcntl.F_WRLCK, 0, 0, 1, 0))",
		"descriptors of two":        "check(libc.syscall(56, 0x400 | 17, 0, 0, 0, 0))",
		"a group":                   "socket.socket(socket.AF_INET, socket.SOCK_DGRAM).setsockopt(0, socket.IP_ADD_MEMBERSHIP, socket.inet_aton('239.0.0.1') + socket.inet_aton('127.0.0.1'))",
		"a group of IPv6":           "socket.socket(socket.AF_INET6, socket.SOCK_DGRAM).setsockopt(41, socket.IPV6_JOIN_GROUP, socket.inet_pton(socket.AF_INET6, 'ff01::2') + bytes([1, 0, 0, 0]))",
		"a group of any protocol":   "socket.socket(socket.AF_INET, socket.SOCK_DGRAM).setsockopt(0, 42, bytes(136))",
		"a group's source":          "socket.socket(socket.AF_INET, socket.SOCK_DGRAM).setsockopt(0, 39, bytes(12))",
		"what is kept of images":    "os.posix_fadvise(os.open(sys.executable, os.O_RDONLY), 0, 0, os.POSIX_FADV_DONTNEED)",
		"a filter of its own":       "check(libc.prctl(22, 2, 0, 0, 0))",
		"a core of its own":         "check(libc.prctl(62, 1, 0, 0, 0))",
		"a tunnel on a socket":      "socket.socket(socket.AF_INET, socket.SOCK_DGRAM).setsockopt(17, 100, 2)",
		"a bridge":                  "fcntl.ioctl(socket.socket(socket.AF_INET, socket.SOCK_DGRAM), 0x8940, bytes(64))",
		"a VLAN":                    "fcntl.ioctl(socket.socket(socket.AF_INET, socket.SOCK_DGRAM), 0x8982, bytes(64))",
		"clone in a namespace":      "check(libc.syscall(56, 0x10000000 | 17, 0, 0, 0, 0))",
		"clone in a net of its own": "check(libc.syscall(56, 0x40000000 | 17, 0, 0, 0, 0))",
	} {
		code := strings.Join([]string{
			"import ctypes, errno, fcntl, os, resource, socket, stat, struct, sys",
			"libc = ctypes.CDLL(None, use_errno=True)",
			"def check(r):",
			"    if r == 0: os._exit(9)",
			"    if r < 0: raise OSError(ctypes.get_errno(), '')",
			"try: " + expression,
			"except OSError as e: sys.exit(0 if e.errno == errno.EPERM else errno.errorcode[e.errno])",
			"sys.exit('it succeeded')",
		}, "\n")
		r, err := sb.Run(t.Context(), executor.Job{Language: "python", Code: code})
		if err != nil || r.Termination != executor.TerminationExited || r.ExitCode != 0 {
			t.Errorf("%s: %s %d %s %v, want EPERM", name, r.Termination, r.ExitCode, r.Stderr.Kept, err)
		}
	}
}

// TestSeccompAllowsOrdinaryPrograms: what both standard libraries do every day,
// beside the programs of the other tests.
func TestSeccompAllowsOrdinaryPrograms(t *testing.T) {
	t.Parallel()
	sb := newSandbox(t, 5*time.Second, 0)
	for language, programs := range map[string]map[string]string{
		"python": {
			"threads":            "import concurrent.futures as c\nwith c.ThreadPoolExecutor(8) as p: assert list(p.map(abs, range(-50, 0))) == list(range(50, 0, -1))",
			"processes":          "import concurrent.futures as c\nif __name__ == '__main__':\n    with c.ProcessPoolExecutor(2) as p: assert list(p.map(abs, [-1, -2])) == [1, 2]",
			"forkserver":         "import multiprocessing as m\nif __name__ == '__main__':\n    m.set_start_method('forkserver')\n    q = m.Queue()\n    p = m.Process(target=q.put, args=(7,)); p.start(); assert q.get() == 7; p.join()",
			"shared":             "from multiprocessing import shared_memory as s, Lock, Semaphore\nx = s.SharedMemory(create=True, size=100); x.buf[0] = 1; x.close(); x.unlink()\nwith Lock(): pass",
			"loopback":           "import socket, threading\ns = socket.create_server(('127.0.0.1', 0))\nthreading.Thread(target=lambda: s.accept()[0].sendall(b'hi')).start()\nassert socket.create_connection(s.getsockname()).recv(2) == b'hi'",
			"unix socket":        "import socket\na, b = socket.socketpair()\na.sendall(b'x'); assert b.recv(1) == b'x'\ns = socket.socket(socket.AF_UNIX); s.bind('/tmp/s'); s.listen()",
			"http":               "import http.server, threading, urllib.request\nh = http.server.HTTPServer(('127.0.0.1', 0), http.server.SimpleHTTPRequestHandler)\nthreading.Thread(target=h.handle_request).start()\nassert urllib.request.urlopen(f'http://127.0.0.1:{h.server_port}/').status == 200",
			"asyncio":            "import asyncio, sys\nasync def main():\n    p = await asyncio.create_subprocess_exec(sys.executable, '-c', 'print(1)', stdout=asyncio.subprocess.PIPE)\n    assert (await p.communicate())[0] == b'1\\n'\nasyncio.run(main())",
			"signals":            "import signal, time\nhit = []\nsignal.signal(signal.SIGALRM, lambda *a: hit.append(1)); signal.setitimer(signal.ITIMER_REAL, 0.01); signal.pause(); assert hit",
			"files":              "import os, shutil, tempfile, pathlib\nd = pathlib.Path(tempfile.mkdtemp())\n(d / 'a').write_text('x'); shutil.copy2(d / 'a', d / 'b'); os.link(d / 'a', d / 'c'); os.symlink('a', d / 'l'); shutil.copytree(d, str(d) + '2'); os.mkfifo(d / 'f'); shutil.rmtree(d)",
			"mmap":               "import mmap, tempfile\nf = tempfile.TemporaryFile(); f.truncate(4096)\nm = mmap.mmap(f.fileno(), 4096); m[0] = 1; m.flush(); m.close()",
			"locks":              "import fcntl, os, time\nf = os.open('/tmp/l', os.O_RDWR | os.O_CREAT)\nfor i in range(4000): fcntl.lockf(f, fcntl.LOCK_EX, 1, 2 * i)\ntime.sleep(0.2)",
			"advice":             "import os, sys\nf = os.open(sys.executable, os.O_RDONLY)\nfor a in (os.POSIX_FADV_SEQUENTIAL, os.POSIX_FADV_WILLNEED, os.POSIX_FADV_NOREUSE): os.posix_fadvise(f, 0, 0, a)",
			"to disk":            "import mmap, os\nf = os.open('/tmp/f', os.O_RDWR | os.O_CREAT); os.write(f, b'x'); os.fsync(f); os.fdatasync(f); m = mmap.mmap(f, 1); m.flush()",
			"datagrams":          "import socket as s\na = s.socket(s.AF_INET, s.SOCK_DGRAM); b = s.socket(s.AF_INET6, s.SOCK_DGRAM)\na.setsockopt(0, s.IP_TTL, 3); a.setsockopt(0, s.IP_TOS, 16); a.setsockopt(0, s.IP_MULTICAST_TTL, 1); a.setsockopt(0, s.IP_MULTICAST_LOOP, 0); a.setsockopt(0, s.IP_MULTICAST_IF, s.inet_aton('127.0.0.1'))\nfor o in (s.IPV6_V6ONLY, s.IPV6_UNICAST_HOPS, s.IPV6_MULTICAST_LOOP, s.IPV6_RECVPKTINFO, s.IPV6_TCLASS): b.setsockopt(41, o, 1)",
			"outputs of its own": "import asyncio, os\nos.close(1); os.close(2)\nasync def main(): return await asyncio.to_thread(sum, range(10))\nassert asyncio.run(main()) == 45\nos._exit(0)",
			"sqlite":             "import sqlite3\nc = sqlite3.connect('/tmp/x.db'); c.execute('create table t (x)'); c.execute('insert into t values (1)'); c.commit(); assert c.execute('select * from t').fetchall() == [(1,)]",
			"ctypes":             "import ctypes\n@ctypes.CFUNCTYPE(ctypes.c_int, ctypes.c_int)\ndef f(x): return x + 1\nassert f(1) == 2",
			"subprocess":         "import subprocess\nassert subprocess.run('echo a | tr a b', shell=True, capture_output=True, text=True).stdout == 'b\\n'",
			"resource":           "import resource, os\nresource.setrlimit(resource.RLIMIT_NOFILE, (64, 64)); resource.getrusage(resource.RUSAGE_SELF); os.nice(1); os.sched_setaffinity(0, os.sched_getaffinity(0)); os.getloadavg()",
			"interfaces":         "import fcntl, socket\ns = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)\nassert socket.if_nametoindex('lo') == 1 and socket.if_indextoname(1) == 'lo'\nfcntl.ioctl(s, 0x8912, bytes(16)); fcntl.ioctl(s, 0x8921, b'lo' + bytes(38))",
			"random":             "import random, secrets, uuid, ssl, hashlib, lzma, bz2, zlib, decimal, locale, zoneinfo\nsecrets.token_hex(); uuid.uuid4(); uuid.uuid1(); ssl.create_default_context()",
		},
		"javascript": {
			"workers":       "const { Worker } = require('worker_threads'); let n = 3; for (let i = 0; i < 3; i++) new Worker('require(\"worker_threads\").parentPort.postMessage(1)', { eval: true }).on('message', () => { if (--n === 0) process.exit(0) })",
			"shared memory": "const a = new Int32Array(new SharedArrayBuffer(4)); if (Atomics.wait(a, 0, 0, 10) !== 'timed-out') process.exit(1)",
			"WebAssembly":   "const m = new WebAssembly.Module(new Uint8Array([0,97,115,109,1,0,0,0,1,7,1,96,2,127,127,1,127,3,2,1,0,7,7,1,3,97,100,100,0,0,10,9,1,7,0,32,0,32,1,106,11])); if (new WebAssembly.Instance(m).exports.add(2, 3) !== 5) process.exit(1)",
			"http":          "const http = require('http'); const s = http.createServer((q, r) => r.end('hi')).listen(0, '127.0.0.1', () => fetch('http://127.0.0.1:' + s.address().port).then(r => r.text()).then(t => process.exit(t === 'hi' ? 0 : 1)))",
			"net":           "const net = require('net'); const s = net.createServer(c => c.end('x')).listen('/tmp/s', () => net.connect('/tmp/s').on('data', () => process.exit(0)))",
			"multicast":     "const d = require('dgram').createSocket('udp4'); d.bind(0, () => { d.setBroadcast(true); d.setTTL(3); d.setMulticastTTL(3); d.setMulticastLoopback(true); d.setMulticastInterface('127.0.0.1'); d.close() })",
			"own outputs":   "const fs = require('fs'), net = require('net'); fs.closeSync(1); fs.closeSync(2); const s = net.createServer(c => c.end('x')).listen(0, '127.0.0.1', () => net.connect(s.address().port, '127.0.0.1').on('data', () => process.exit(0)))",
			"to disk":       "const fs = require('fs'); const f = fs.openSync('/tmp/f', 'w'); fs.writeSync(f, 'x'); fs.fsyncSync(f); fs.fdatasyncSync(f)",
			"udp":           "const d = require('dgram').createSocket('udp4'); d.bind(0, '127.0.0.1', () => d.send('x', d.address().port, '127.0.0.1')).on('message', () => process.exit(0))",
			"child":         "require('child_process').exec('echo a | tr a b', (e, out) => process.exit(out === 'b\\n' ? 0 : 1))",
			"spawn sync":    "if (require('child_process').spawnSync(process.execPath, ['-p', '1']).stdout.toString() !== '1\\n') process.exit(1)",
			"cluster":       "const c = require('cluster'); if (c.isPrimary) c.fork().on('exit', code => process.exit(code - 5)); else process.exit(5)",
			"files":         "const fs = require('fs'), p = '/tmp/d'; fs.mkdirSync(p); fs.writeFileSync(p + '/a', 'x'); fs.copyFileSync(p + '/a', p + '/b'); fs.cpSync(p, p + '2', { recursive: true }); fs.symlinkSync('a', p + '/l'); fs.utimesSync(p + '/a', 1, 1); fs.rmSync(p, { recursive: true })",
			"promises":      "const fs = require('fs/promises'); (async () => { await fs.writeFile('/tmp/a', 'x'); const h = await fs.open('/tmp/a', 'r+'); await h.truncate(0); await h.sync(); await h.close(); for await (const _ of await fs.opendir('/tmp')); })()",
			"watch":         "const fs = require('fs'); fs.watch('/tmp', () => process.exit(0)); setTimeout(() => fs.writeFileSync('/tmp/w', ''), 10)",
			"streams":       "const { pipeline } = require('stream'), zlib = require('zlib'), fs = require('fs'); fs.writeFileSync('/tmp/a', 'x'.repeat(1e6)); pipeline(fs.createReadStream('/tmp/a'), zlib.createGzip(), fs.createWriteStream('/tmp/b'), e => process.exit(e ? 1 : 0))",
			"crypto":        "const c = require('crypto'); c.randomBytes(8); c.scryptSync('a', 'b', 8); c.generateKeyPairSync('ed25519'); c.createHash('sha256').update('x').digest('hex')",
			"os":            "const os = require('os'); os.cpus(); os.totalmem(); os.loadavg(); os.hostname(); os.setPriority(19); os.availableParallelism(); os.userInfo === undefined",
			"signals":       "process.on('SIGUSR2', () => process.exit(0)); process.kill(process.pid, 'SIGUSR2'); setTimeout(() => process.exit(1), 1000)",
			"vm":            "const vm = require('vm'); if (vm.runInNewContext('1 + 1') !== 2) process.exit(1)",
			"sqlite":        "const { DatabaseSync } = require('node:sqlite'); const d = new DatabaseSync('/tmp/x.db'); d.exec('create table t (x)')",
			"test runner":   "const test = require('node:test'); test('x', () => {})",
		},
	} {
		for name, code := range programs {
			r, err := sb.Run(t.Context(), executor.Job{Language: language, Code: code})
			if err != nil || r.Termination != executor.TerminationExited || r.ExitCode != 0 {
				t.Errorf("%s, %s: %s %d %s %v, want exit 0; stderr: %.800s", language, name, r.Termination, r.ExitCode, r.Signal, err, r.Stderr.Kept)
			}
		}
	}
}

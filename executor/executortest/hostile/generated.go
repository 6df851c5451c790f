package hostile

import (
	"fmt"
	"slices"
	"strings"

	"github.com/edtronaut/livecode/executor"
)

// generated returns the cases whose source or input is better made than
// written down.
func generated() []Case {
	return slices.Concat(exits(), kills(), sources(), inputs())
}

// made returns a case of programs that must all end in the same way.
func made(family, name string, row int, about string, layer string, e Expectation, python, javascript string) Case {
	c := Case{Family: family, Name: name, Row: row, About: about, Layers: []string{layer}}
	for language, code := range map[string]string{"javascript": javascript, "python": python} {
		c.Programs = append(c.Programs, Program{Language: language, Code: code, fixed: &e})
	}
	slices.SortFunc(c.Programs, func(a, b Program) int { return strings.Compare(b.Language, a.Language) })
	return c
}

func exited(code int) Expectation {
	t := executor.TerminationExited
	return Expectation{
		Status: OneOf[string]{string(t.Status(code))}, Termination: OneOf[string]{string(t)}, ExitCode: OneOf[int]{code},
	}
}

// printed is exit code 0 with exactly this on stdout.
func printed(stdout string) Expectation {
	e := exited(0)
	e.Stdout = &Text{Is: &stdout}
	return e
}

// failed is exit code 1 with a word on stderr.
func failed(word string) Expectation {
	e := exited(1)
	e.Stderr = &Text{Holds: []string{word}}
	return e
}

func refused(code, field string) Expectation {
	return Expectation{Refused: &Refusal{Status: 400, Code: code, Field: field}}
}

// exits end with the codes by which others tell time-outs and signals.
func exits() (all []Case) {
	for _, code := range []int{1, 2, 124, 125, 126, 127, 128, 137, 139, 143, 255} {
		all = append(all, made("processes", fmt.Sprintf("exits_%d", code), 11,
			fmt.Sprintf("exits with %d", code), "the runner", exited(code),
			fmt.Sprintf("import os\n\nos._exit(%d)\n", code), fmt.Sprintf("process.exit(%d);\n", code)))
	}
	return all
}

// kills end by a signal of their own.
func kills() (all []Case) {
	for _, signal := range []string{"SIGKILL", "SIGSEGV", "SIGABRT", "SIGTERM", "SIGSYS", "SIGXCPU"} {
		e := Expectation{
			Status: OneOf[string]{string(executor.StatusFailed)}, Termination: OneOf[string]{string(executor.TerminationSignaled)},
			Signal: OneOf[string]{signal},
		}
		all = append(all, made("processes", "killed_by_its_"+signal, 11, "kills itself with "+signal, "the runner", e,
			fmt.Sprintf("import os, signal\n\nos.kill(os.getpid(), signal.%s)\nsignal.pause()\n", signal),
			fmt.Sprintf("process.kill(process.pid, %q);\nsetTimeout(() => {}, 1000);\n", signal)))
	}
	return all
}

// sources are strange as such.
func sources() []Case {
	const most = executor.MaxCodeChars
	api, interpreter := "the API", "the interpreter"
	python, javascript := "print(len('", "console.log([...'"
	pythonEnd, javascriptEnd := "'))", "'].length)"
	fill := func(begin, end, with string, n int) string {
		return begin + strings.Repeat(with, n-len(begin)-len(end)) + end
	}
	// Both programs print how many characters they hold, and those differ.
	full := func(name, with string) Case {
		c := made("input", name, 32, fmt.Sprintf("is as long as can be, of %q", with), api, exited(0),
			fill(python, pythonEnd, with, most), fill(javascript, javascriptEnd, with, most))
		for i, p := range c.Programs {
			overhead := len(python) + len(pythonEnd)
			if p.Language == "javascript" {
				overhead = len(javascript) + len(javascriptEnd)
			}
			e := printed(fmt.Sprintln(most - overhead))
			c.Programs[i].fixed = &e
		}
		return c
	}
	return []Case{
		made("input", "empty", 32, "is empty", api, refused("invalid_request", "code"), "", ""),
		made("input", "white_space", 32, "is white space alone", interpreter, printed(""), " \n\t\n ", " \n\t\n "),
		made("input", "nul", 32, "has NUL in it", api, refused("invalid_request", "code"), "print(1)\x00", "console.log(1)\x00"),
		full("longest", "x"),
		full("longest_of_emoji", "😀"),
		made("input", "too_long", 32, "is one character too long", api, refused("invalid_request", "code"),
			strings.Repeat("#", most+1), strings.Repeat("/", most+1)),
		made("input", "byte_order_mark", 32, "begins with a byte order mark", interpreter, printed("1\n"),
			"\ufeffprint(1)", "\ufeffconsole.log(1)"),
		made("input", "deeply_nested", 32, "is nested more deeply than any parser goes", interpreter, failed("Error"),
			strings.Repeat("(", 4990)+strings.Repeat(")", 4990), strings.Repeat("[", 4990)+strings.Repeat("]", 4990)),
	}
}

// inputs come with as much input as there may be.
func inputs() []Case {
	const most = executor.MaxStdinBytes
	all := []Case{
		made("input", "reads_all", 33, "reads 1 MiB of input", "the runner", printed(fmt.Sprintln(most)),
			"import sys\n\nprint(len(sys.stdin.read()))\n", "console.log(require('fs').readFileSync(0).length);\n"),
		made("input", "never_reads", 33, "never reads its 1 MiB of input", "the runner", printed("done\n"),
			"import time\n\ntime.sleep(0.3)\nprint('done')\n", "setTimeout(() => console.log('done'), 300);\n"),
		made("input", "ends_before_reading", 33, "ends before its 1 MiB of input can have arrived", "the runner", exited(7),
			"import os\n\nos._exit(7)\n", "process.exit(7);\n"),
		made("input", "reads_slowly", 33, "reads its 1 MiB of input in small pieces", "the runner", printed(fmt.Sprintln(most)),
			"import os\n\nn = 0\nwhile part := os.read(0, 999):\n    n += len(part)\nprint(n)\n",
			"const fs = require('fs'), b = Buffer.alloc(999);\nlet n = 0;\nfor (let part; (part = fs.readSync(0, b)) > 0;) n += part;\nconsole.log(n);\n"),
	}
	for i := range all {
		all[i].Stdin = strings.Repeat("0123456789abcde\n", most/16)
	}
	return all
}

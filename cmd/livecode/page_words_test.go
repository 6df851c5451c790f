package main_test

import (
	"fmt"
	"testing"
)

// failure is a way to break a program, and what the page says of it: what happened,
// and what to do.
type failure struct {
	name, code, title, text, hint string
	line                          int // to go to
}

func pageExplainsPython(t *testing.T, open func(t *testing.T) *tab) {
	open(t).explain("python", []failure{
		{
			"exception", "def half(n):\n    return n / 0\n\nprint('before')\nhalf(1)\n",
			"Exit code 1", "The program ended with an error: ZeroDivisionError: division by zero", "", 2,
		},
		{
			"syntax", "for i in range(3)\n    print(i)\n",
			"Exit code 1", "The program ended with an error: SyntaxError: expected ':'", hintSyntax, 1,
		},
		{
			"name", "total = 1\nprint(totl)\n",
			"Exit code 1", "The program ended with an error: NameError: name 'totl' is not defined. Did you mean: 'total'?", hintName, 2,
		},
		{
			"no-input", "print('before')\nname = input()\n",
			"Exit code 1", "The program ended with an error: EOFError: EOF when reading a line",
			"It asked for input and there was no more: write some in the Input tab, or choose there to type while it runs.", 2,
		},
		{
			"oom", "print('before', flush=True)\nx = bytearray(10**9)\n", "Out of memory",
			"The program needed more than the 256 MiB it may use, and was stopped. Here is what it printed until then. " + todoMemory, "", 0,
		},
		{
			"signal", "import ctypes\nctypes.string_at(0)\n", "Ended by SIGSEGV",
			"The system ended the program: it used memory that is not its own. It had printed nothing until then.", "", 0,
		},
		{
			"output-limit", "while True: print('a line')\n", "Too much output",
			"The program wrote more than 1 MiB to stdout, and was stopped. The beginning and the end are here. " + todoOutput, "", 0,
		},
	})
}

func pageExplainsJavaScript(t *testing.T, open func(t *testing.T) *tab) {
	open(t).explain("javascript", []failure{
		{
			"exception-node", "console.log('before');\nnull.length;\n",
			"Exit code 1", "The program ended with an error: TypeError: Cannot read properties of null (reading 'length')", hintType, 2,
		},
		{
			"syntax-node", "console.log('before');\nconsole.log('never'\n",
			"Exit code 1", "The program ended with an error: SyntaxError: missing ) after argument list", hintSyntax, 2,
		},
		{
			"name-node", "const total = 1;\nconsole.log(totl);\n",
			"Exit code 1", "The program ended with an error: ReferenceError: totl is not defined", hintName, 2,
		},
		{
			"silent", "process.exit(3)",
			"Exit code 3", "The program ended with an error. It wrote nothing to stderr about it.", "", 0,
		},
		{
			"oom-node", "console.log('before');\nconst all = [];\nfor (;;) all.push(Buffer.alloc(1 << 20, 1));\n", "Out of memory",
			"The program needed more than the 256 MiB it may use, and was stopped. Here is what it printed until then. " + todoMemory, "", 0,
		},
		{
			"output-limit-node", "for (;;) console.log('a line');\n", "Too much output",
			"The program wrote more than 1 MiB to stdout, and was stopped. The beginning and the end are here. " + todoOutput, "", 0,
		},
	})
}

const (
	hintSyntax = "It did not run, since it could not be read: look at this line and the one before it for a bracket, quote or colon too few or too many."
	hintName   = "Nothing has this name where it is used: look at how it is spelled, and whether it is made before that line."
	hintType   = "A value is of another kind than this line needs: look at what it is, for example by printing it."
	todoMemory = "Look for a list or text that grows without end."
	todoOutput = "Look for a loop that prints without end, or print less."
)

func (p *tab) explain(language string, failures []failure) {
	p.t.Helper()
	for _, f := range failures {
		p.program(language, f.code)
		p.run()
		p.want("#verdict-title", f.title)
		p.want("#verdict-text", f.text)
		p.want("#verdict-hint", f.hint)
		p.want("#go-to", fmt.Sprintf("Go to line %d", f.line))
		if hidden := eval[bool](p, `document.querySelector("#go-to").hidden`); hidden != (f.line == 0) {
			p.t.Errorf("%s: going to line %d is hidden: %v", f.name, f.line, hidden)
		}
		p.screenshot("failure-" + f.name)
	}
}

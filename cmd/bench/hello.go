package main

import (
	"fmt"
	"maps"
	"slices"
)

// hello is the program that is measured in one language.
type hello struct {
	language string
	code     string
	inline   string // the interpreter's flag for code on the command line
}

// greeting is what each prints.
const greeting = "hello, world\n"

var hellos = map[string]hello{
	"javascript": {"javascript", "console.log('hello, world')\n", "-e"},
	"python":     {"python", "print('hello, world')\n", "-c"},
}

func helloLanguages() []string { return slices.Sorted(maps.Keys(hellos)) }

// check is nil if the program has printed what it should.
func (h hello) check(printed string) error {
	if printed != greeting {
		return fmt.Errorf("the %s program printed %q, want %q", h.language, printed, greeting)
	}
	return nil
}

package main

import (
	"errors"
	"fmt"
	"os"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"text/tabwriter"
	"time"

	"github.com/caarlos0/env/v11"
	"github.com/docker/go-units"

	"github.com/edtronaut/livecode/executor/docker/preflight"
)

// secret is a value that is never printed.
type secret string

// Format prints nothing of s, whatever the verb.
func (secret) Format(f fmt.State, _ rune) { _, _ = f.Write([]byte("(secret)")) }

// byteSize is a size in bytes, written as 256m, 1g or plain bytes.
type byteSize int64

// days is a duration that may be written in whole days, as 30d.
type days time.Duration

func parseDays(s string) (any, error) {
	if number, whole := strings.CutSuffix(s, "d"); whole {
		n, err := strconv.ParseInt(number, 10, 32)
		if err != nil || n < 0 || n > int64(maxAge/(24*time.Hour)) {
			return nil, errors.New("want a number of days, such as 30d")
		}
		return days(n) * days(24*time.Hour), nil
	}
	d, err := time.ParseDuration(s)
	return days(d), err
}

// checkNames are names of checks of the sandbox, written with commas between.
type checkNames []string

func parseChecks(s string) (checkNames, error) {
	var names checkNames
	for name := range strings.SplitSeq(s, ",") {
		name = strings.TrimSpace(name)
		if !slices.Contains(preflight.Names(), name) {
			return nil, fmt.Errorf("there is no check %q; want some of %s", name, strings.Join(preflight.Names(), ","))
		}
		names = append(names, name)
	}
	return names, nil
}

// parsers are for the types that package env does not know.
var parsers = map[reflect.Type]env.ParserFunc{
	reflect.TypeFor[byteSize](): func(s string) (any, error) {
		n, err := units.RAMInBytes(s)
		return byteSize(n), err
	},
	reflect.TypeFor[days]():        parseDays,
	reflect.TypeFor[checkNames]():  func(s string) (any, error) { return parseChecks(s) },
	reflect.TypeFor[apiKeys]():     parseKeys,
	reflect.TypeFor[apiKeysFile](): parseKeysFile,
	reflect.TypeFor[submitRate]():  parseRate,
	reflect.TypeFor[origins]():     parseOrigins,
	reflect.TypeFor[networks]():    parseNetworks,
}

// nonEmpty is the environment without the variables that are set to nothing,
// as compose files make them.
func nonEmpty() map[string]string {
	set := map[string]string{}
	for _, pair := range os.Environ() {
		if name, value, _ := strings.Cut(pair, "="); value != "" {
			set[name] = value
		}
	}
	return set
}

// mistakes takes apart what package env found: an error for each variable, by
// its name.
func mistakes(err error) map[string]error {
	found := map[string]error{}
	var all env.AggregateError
	if !errors.As(err, &all) {
		all.Errors = []error{err}
	}
	for _, e := range all.Errors {
		var parse env.ParseError
		switch {
		case errors.As(e, &parse):
			found[variable(parse.Name)] = parse.Err
		case e != nil:
			found["(other)"] = e
		}
	}
	return found
}

// variable is the name in the environment of a field of config.
func variable(field string) string {
	f, ok := reflect.TypeFor[config]().FieldByName(field)
	if !ok {
		return field
	}
	name, _, _ := strings.Cut(f.Tag.Get("env"), ",")
	return name
}

// environmentHelp lists the variables for --help.
func environmentHelp() string {
	var out strings.Builder
	out.WriteString("Environment:\n")
	w := tabwriter.NewWriter(&out, 0, 0, 2, ' ', 0)
	t := reflect.TypeFor[config]()
	for f := range t.Fields() {
		standard := f.Tag.Get("envDefault")
		if standard != "" {
			standard = " (" + standard + ")"
		}
		fmt.Fprintf(w, "  %s\t%s%s\n", variable(f.Name), f.Tag.Get("help"), standard)
	}
	fmt.Fprintf(w, "  %s\t%s\n", "DOCKER_HOST", "where the Docker Engine is, as for the docker command")
	_ = w.Flush()
	return strings.TrimRight(out.String(), "\n")
}

package docker

import (
	"maps"
	"path"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/edtronaut/livecode/executor"
	"github.com/edtronaut/livecode/executor/wire"
)

// wireCommand is how programs of rt are started.
func wireCommand(rt Runtime) wire.Command {
	mib := strconv.FormatInt(rt.Limits.MemoryBytes>>20, 10)
	argv := slices.Clone(rt.Command)
	for i, arg := range argv {
		argv[i] = strings.ReplaceAll(arg, "${MEMORY_MIB}", mib)
	}
	env := make([]string, 0, len(rt.Env))
	for _, name := range slices.Sorted(maps.Keys(rt.Env)) {
		env = append(env, name+"="+rt.Env[name])
	}
	return wire.Command{Path: path.Join(sandboxDir, rt.FileName), Argv: argv, Env: env}
}

// wireJob is the job as the runner gets it. A fresh one has its interpreter
// started anew.
func wireJob(rt Runtime, job executor.Job, fresh bool, seal wire.Seal) wire.Job {
	return wire.Job{
		Command:     wireCommand(rt),
		Code:        job.Code,
		Fresh:       fresh,
		WallTime:    rt.Limits.WallTime,
		OutputBytes: rt.Limits.OutputBytes,
		Seal:        seal,
	}
}

// freshPattern matches the sources of rt whose interpreter must be started
// anew, because it would read them from a FIFO otherwise than from a file; nil
// matches none. The catalogue has checked that it compiles.
func freshPattern(rt Runtime) *regexp.Regexp {
	if rt.FreshIf == "" {
		return nil
	}
	return regexp.MustCompile(rt.FreshIf)
}

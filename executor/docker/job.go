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

// wireJob is the job as the runner gets it.
func wireJob(rt Runtime, job executor.Job) wire.Job {
	return wire.Job{
		Command:     wireCommand(rt),
		Code:        job.Code,
		Fresh:       needsFresh(rt, job.Code),
		WallTime:    rt.Limits.WallTime,
		OutputBytes: rt.Limits.OutputBytes,
	}
}

// needsFresh reports whether the program's interpreter must be started anew,
// because it would read such a source from a FIFO otherwise than from a file.
func needsFresh(rt Runtime, code string) bool {
	return rt.FreshIf != "" && regexp.MustCompile(rt.FreshIf).MatchString(code)
}

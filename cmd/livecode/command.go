package main

import (
	"errors"

	"github.com/spf13/cobra"

	"github.com/edtronaut/livecode/cmd/livecode/executions"
	"github.com/edtronaut/livecode/executor/docker"
	"github.com/edtronaut/livecode/images"
)

// Exit codes beside 0 and 1.
const (
	exitMissingTools = 3 // a base image needs tools that are not installed
	exitNoEngine     = 4 // no Docker Engine answers
)

func exitCode(err error) int {
	var missing *images.MissingToolsError
	switch {
	case errors.As(err, &missing):
		return exitMissingTools
	case errors.Is(err, docker.ErrNoEngine):
		return exitNoEngine
	default:
		return 1
	}
}

// command returns the whole command line.
func command() *cobra.Command {
	root := &cobra.Command{
		Use:   "livecode",
		Short: "Run JavaScript and Python programs, each in a container of its own",
		Long: "livecode runs other people's JavaScript and Python programs, each in a container\n" +
			"of its own, behind a REST API.\n\n" + environmentHelp(),
		SilenceUsage:      true,
		SilenceErrors:     true,
		CompletionOptions: cobra.CompletionOptions{DisableDefaultCmd: true},
	}
	root.AddCommand(serveCommand(), apiCommand(), workerCommand(), migrateCommand(),
		imagesCommand(), engineCommand(), doctorCommand(), healthCommand(), sweepCommand(), keysCommand(),
		retentionCommand(), executions.Command(openDatabase))
	return root
}

// withConfig makes a command's work from one that wants the configuration.
func withConfig(work func(cmd *cobra.Command, cfg config) error) func(*cobra.Command, []string) error {
	return func(cmd *cobra.Command, _ []string) error {
		cfg, err := loadConfig()
		if err != nil {
			return err
		}
		return work(cmd, cfg)
	}
}

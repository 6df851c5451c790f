package main

import (
	"strings"

	"github.com/spf13/cobra"

	"github.com/edtronaut/livecode/executor/docker"
)

func engineCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "engine",
		Short: "Say which Docker Engine answers, if any",
		Args:  cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			engine, err := docker.Connect(cmd.Context())
			if err != nil {
				return err
			}
			defer engine.Close()
			facts, err := docker.Ask(cmd.Context(), engine)
			if err != nil {
				return err
			}
			cmd.Printf("Docker %s at %s, cgroup v%s, runtimes %s\n",
				facts.Version, engine.DaemonHost(), facts.CgroupVersion, strings.Join(facts.Runtimes, " "))
			return nil
		},
	}
}

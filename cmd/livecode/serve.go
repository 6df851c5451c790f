package main

import (
	"github.com/spf13/cobra"
)

func serveCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "serve",
		Short: "API, page and worker in one process",
		Long: "serve runs the API, the page and a worker in one process. By itself it needs a\n" +
			"Docker Engine and nothing else; DATABASE_URL and REDIS_HOST let it share\n" +
			"Postgres and Redis with others. SIGTERM lets running programs end; a second\n" +
			"one kills.",
		Args: cobra.NoArgs,
		RunE: runRole(role{api: true, worker: true}),
	}
}

func apiCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "api",
		Short: "API and page alone, over Postgres and Redis",
		Long: "api runs the API and the page. It stores and queues executions, and never\n" +
			"touches a container engine. It needs DATABASE_URL and REDIS_HOST or REDIS_URL.",
		Args: cobra.NoArgs,
		RunE: runRole(role{api: true}),
	}
}

func workerCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "worker",
		Short: "A worker alone, over Postgres and Redis",
		Long: "worker runs the programs that an API has queued. It needs a Docker Engine,\n" +
			"DATABASE_URL and REDIS_HOST or REDIS_URL. With PORT it answers /healthz,\n" +
			"/readyz and /metrics there. SIGTERM lets running programs end; a second one\n" +
			"kills.",
		Args: cobra.NoArgs,
		RunE: runRole(role{worker: true}),
	}
}

// runRole makes a command's work from a role.
func runRole(r role) func(*cobra.Command, []string) error {
	return withConfig(func(cmd *cobra.Command, cfg config) error {
		if err := cfg.checkRole(r); err != nil {
			return err
		}
		p := &process{cfg: cfg, role: r, log: newLogger(cfg)}
		return p.run(cmd.Context())
	})
}

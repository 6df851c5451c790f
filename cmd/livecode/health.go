package main

import (
	"fmt"
	"net"
	"net/http"
	"strconv"
	"time"

	"github.com/spf13/cobra"
)

func healthCommand() *cobra.Command {
	var ready bool
	cmd := &cobra.Command{
		Use:   "health",
		Short: "Ask the livecode at PORT on this machine whether it is well",
		Long:  "health asks the livecode at PORT on this machine for /healthz, and exits with 0 if\nit is up. It is for health checks where there is no curl.",
		Args:  cobra.NoArgs,
		RunE: withConfig(func(cmd *cobra.Command, cfg config) error {
			path := "/healthz"
			if ready {
				path = "/readyz"
			}
			return askHealth(cmd, cfg, path)
		}),
	}
	cmd.Flags().BoolVar(&ready, "ready", false, "ask for /readyz: whether all it needs works")
	return cmd
}

func askHealth(cmd *cobra.Command, cfg config, path string) error {
	port := uint16(defaultPort)
	if cfg.Port != nil {
		port = *cfg.Port
	}
	url := "http://" + net.JoinHostPort("127.0.0.1", strconv.Itoa(int(port))) + path
	req, err := http.NewRequestWithContext(cmd.Context(), http.MethodGet, url, nil)
	if err != nil {
		return err
	}
	client := http.Client{Timeout: 5 * time.Second}
	resp, err := client.Do(req)
	if err != nil {
		return err
	}
	defer resp.Body.Close()
	if resp.StatusCode != http.StatusOK {
		return fmt.Errorf("%s answers %s", url, resp.Status)
	}
	return nil
}

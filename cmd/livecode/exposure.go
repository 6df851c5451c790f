package main

import (
	"cmp"
	"fmt"
	"net/netip"
	"strings"
)

// exposure says why others than those on this machine may run programs here
// without a key, and what to do about it; both are empty where they may not.
//
// In a container every address is listened on, and the one at which its engine
// publishes the port counts. An address that is no number is taken for a public
// one, unless it is localhost.
func (c *config) exposure() (danger, remedy string) {
	if len(c.keys()) > 0 {
		return "", ""
	}
	where, name := cmp.Or(c.HostBind, c.Host), "HOST"
	if c.HostBind != "" {
		name = "HOST_BIND"
	}
	if isLoopback(where) {
		return "", ""
	}
	return fmt.Sprintf("ANYONE WHO REACHES %s CAN RUN PROGRAMS AND READ RESULTS BY THEIR IDS: there are no API keys", where),
		fmt.Sprintf("make a key with `livecode keys new NAME` and set API_KEYS; or set %s=127.0.0.1", name)
}

func isLoopback(host string) bool {
	addr, err := netip.ParseAddr(strings.Trim(host, "[]"))
	return host == "localhost" || err == nil && addr.Unmap().IsLoopback()
}

// warnOfExposure tells whoever reads the log.
func (p *process) warnOfExposure() {
	if !p.role.api {
		return // a worker answers health checks alone
	}
	if danger, remedy := p.cfg.exposure(); danger != "" {
		p.log.Warn().Str("remedy", remedy).Msg(danger)
	}
}

// exposure tells the same. It is no failed check: programs can run.
func (d *doctor) exposure() {
	danger, remedy := d.cfg.exposure()
	if danger != "" {
		fmt.Fprintf(d.out, "! access: %s\n  → %s\n", danger, remedy)
		return
	}
	found := "this machine alone, without API keys"
	if keys := d.cfg.keys(); len(keys) > 0 {
		found = fmt.Sprintf("API keys are needed; %d are known", len(keys))
	}
	d.report("access", nil, found, "")
}

package api

import "net/netip"

// Access says who may ask, from where, and how often. With the zero value
// everyone may who reaches the service, but no page of another site.
type Access struct {
	// Keys are the API keys. With any, a request needs one, but for the
	// page, the probes and what a link shows; and what a key has made
	// belongs to its name.
	Keys []Key

	// Origins are the other sites whose pages may use the API, such as
	// https://example.com, or * for all. Credentials of the browser's own,
	// such as cookies, are never asked for.
	Origins []string

	// TrustedProxies are the addresses whose word is taken for where a
	// request comes from.
	TrustedProxies []netip.Prefix

	// Rate bounds what each client submits.
	Rate Rate
}

// Rate bounds the sessions and executions, counted together, that a client
// makes: a bucket of Burst that fills at PerSecond. Zero is no bound.
type Rate struct {
	PerSecond float64
	Burst     int
}

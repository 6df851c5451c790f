package api

import (
	"encoding/hex"
	"net/http"
	"net/netip"
)

// client is whoever a request counts for: the holder of an API key, or else the
// network that it comes from.
type client struct {
	key     string
	network netip.Prefix
}

func (h *handler) clientOf(r *http.Request) client {
	if key := infoOf(r.Context()).key; key != "" {
		return client{key: key}
	}
	return client{network: networkOf(h.cfg.Access.addressOf(r))}
}

// scope is what tells the client from all others, for a hash.
func (c client) scope() []string {
	if c.key != "" {
		return []string{"API key", c.key}
	}
	return []string{"network", c.network.String()}
}

// name is by what the Store knows the client: the key's name, or for a network a
// hash, which no key is called.
func (c client) name() string {
	if c.key != "" {
		return c.key
	}
	hash := digest(c.scope()...)
	return "network:" + hex.EncodeToString(hash[:16])
}

// networkOf is what one client has at least: an IPv4 address, or the 64 bits of
// an IPv6 network, in which it may choose its address as it likes.
func networkOf(addr netip.Addr) netip.Prefix {
	bits := addr.BitLen()
	if addr.Is6() {
		bits = 64
	}
	network, err := addr.Prefix(bits)
	if err != nil {
		return netip.Prefix{} // of no address
	}
	return network
}

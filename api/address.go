package api

import (
	"net/http"
	"net/netip"
	"slices"
	"strings"
)

// addressOf is where a request comes from: the connection's other end, or if
// that is a trusted proxy, what the proxy says of it. It is the zero Addr where
// there is none, as on a Unix socket.
//
// A proxy sets X-Forwarded-For or Forwarded (RFC 7239) and may pass the other
// on as the client sent it. Where both are there and disagree, one of them is
// made up, and the proxy's own address is all that is known.
func (a *Access) addressOf(r *http.Request) netip.Addr {
	peer := endOf(r.RemoteAddr)
	if !a.trusts(peer) {
		return peer
	}
	usual, isUsual := a.told(peer, r.Header["X-Forwarded-For"], parseAddr)
	standard, isStandard := a.told(peer, r.Header["Forwarded"], forwardedFor)
	switch {
	case isUsual && isStandard && usual != standard:
		return peer
	case isStandard:
		return standard
	default:
		return usual
	}
}

// told is what the lines of one header say, if there are any. It walks the hops
// back, from the nearest one, for as long as each is told of by a trusted proxy,
// and ends before one that it cannot read.
func (a *Access) told(peer netip.Addr, lines []string, read func(string) netip.Addr) (at netip.Addr, is bool) {
	at = peer
	for _, hop := range slices.Backward(strings.Split(strings.Join(lines, ","), ",")) {
		addr := read(strings.TrimSpace(hop))
		if !addr.IsValid() {
			break
		}
		if at = addr; !a.trusts(at) {
			break
		}
	}
	return at, len(lines) > 0
}

func (a *Access) trusts(addr netip.Addr) bool {
	return slices.ContainsFunc(a.TrustedProxies, func(p netip.Prefix) bool { return p.Contains(addr.WithZone("")) })
}

// forwardedFor reads one element of Forwarded, such as
// for="[2001:db8::1]:4711";proto=https. A quoted comma, which no address has,
// leaves pieces that are not read.
func forwardedFor(element string) netip.Addr {
	for pair := range strings.SplitSeq(element, ";") {
		name, value, _ := strings.Cut(strings.TrimSpace(pair), "=")
		if strings.EqualFold(name, "for") {
			return parseAddr(strings.Trim(value, `"`))
		}
	}
	return netip.Addr{}
}

// parseAddr reads an address with or without a port, and with or without the
// brackets of IPv6.
func parseAddr(s string) netip.Addr {
	if addr, err := netip.ParseAddr(strings.TrimSuffix(strings.TrimPrefix(s, "["), "]")); err == nil {
		return addr.Unmap()
	}
	return endOf(s)
}

// endOf reads an address with its port.
func endOf(s string) netip.Addr {
	end, err := netip.ParseAddrPort(s)
	if err != nil {
		return netip.Addr{}
	}
	return end.Addr().Unmap()
}

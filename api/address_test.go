package api

import (
	"net/http"
	"net/netip"
	"strings"
	"testing"
)

var proxies = Access{TrustedProxies: []netip.Prefix{
	netip.MustParsePrefix("10.0.0.0/8"), netip.MustParsePrefix("fd00::/8"), netip.MustParsePrefix("fe80::/10"),
}}

func TestAddressOf(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		name, peer     string
		xff, forwarded []string
		want           string
	}{
		{"no proxy", "192.0.2.1:1", nil, nil, "192.0.2.1"},
		{"a stranger's word", "192.0.2.1:1", []string{"198.51.100.7"}, []string{"for=198.51.100.7"}, "192.0.2.1"},
		{"a silent proxy", "10.0.0.1:1", nil, nil, "10.0.0.1"},
		{"a proxy", "10.0.0.1:1", []string{"198.51.100.7"}, nil, "198.51.100.7"},
		{"made up on the left", "10.0.0.1:1", []string{"1.1.1.1, 10.9.9.9, 198.51.100.7"}, nil, "198.51.100.7"},
		{"two proxies", "10.0.0.1:1", []string{"1.1.1.1, 198.51.100.7, 10.0.0.2"}, nil, "198.51.100.7"},
		{"two lines", "10.0.0.1:1", []string{"1.1.1.1", "198.51.100.7,10.0.0.2"}, nil, "198.51.100.7"},
		{"proxies alone", "10.0.0.1:1", []string{"10.0.0.3, 10.0.0.2"}, nil, "10.0.0.3"},
		{"no address", "10.0.0.1:1", []string{"198.51.100.7, unknown"}, nil, "10.0.0.1"},
		{"no address behind a proxy", "10.0.0.1:1", []string{"evil, 10.0.0.2"}, nil, "10.0.0.2"},
		{"empty", "10.0.0.1:1", []string{""}, nil, "10.0.0.1"},
		{"with a port", "10.0.0.1:1", []string{"198.51.100.7:4711"}, nil, "198.51.100.7"},
		{"IPv6", "[fd00::1]:1", []string{"2001:db8::7"}, nil, "2001:db8::7"},
		{"IPv6 with a port", "[fd00::1]:1", []string{"[2001:db8::7]:4711"}, nil, "2001:db8::7"},
		{"IPv6 in brackets", "[fd00::1]:1", []string{"[2001:db8::7]"}, nil, "2001:db8::7"},
		{"a zone", "[fe80::1%eth0]:1", []string{"198.51.100.7"}, nil, "198.51.100.7"},
		{"IPv4 in IPv6", "[::ffff:10.0.0.1]:1", []string{"::ffff:198.51.100.7"}, nil, "198.51.100.7"},
		{"Forwarded", "10.0.0.1:1", nil, []string{`for=1.1.1.1, For="198.51.100.7:80";proto=https;by=10.0.0.1`}, "198.51.100.7"},
		{"Forwarded, IPv6", "10.0.0.1:1", nil, []string{`proto=https; for="[2001:db8::7]:4711"`}, "2001:db8::7"},
		{"Forwarded, hidden", "10.0.0.1:1", nil, []string{"for=198.51.100.7, for=_hidden"}, "10.0.0.1"},
		{"Forwarded, a quote left open", "10.0.0.1:1", nil, []string{`for="1.1.1.1, for=198.51.100.7`}, "198.51.100.7"},
		{"both agree", "10.0.0.1:1", []string{"198.51.100.7"}, []string{"for=198.51.100.7"}, "198.51.100.7"},
		{"both disagree", "10.0.0.1:1", []string{"198.51.100.7"}, []string{"for=1.1.1.1"}, "10.0.0.1"},
		{"one is made up", "10.0.0.1:1", []string{"198.51.100.7"}, []string{"nonsense"}, "10.0.0.1"},
		{"the other is made up", "10.0.0.1:1", []string{"nonsense"}, []string{"for=198.51.100.7"}, "10.0.0.1"},
		{"a Unix socket", "@", []string{"198.51.100.7"}, nil, "invalid IP"},
	} {
		r := request(t, "GET", "/", "")
		r.RemoteAddr = tc.peer
		r.Header = http.Header{"X-Forwarded-For": tc.xff, "Forwarded": tc.forwarded}
		if tc.xff == nil {
			r.Header.Del("X-Forwarded-For")
		}
		if tc.forwarded == nil {
			r.Header.Del("Forwarded")
		}
		if got := proxies.addressOf(r).String(); got != tc.want {
			t.Errorf("%s: address %s, want %s", tc.name, got, tc.want)
		}
	}
}

// Whatever a client writes into the headers, behind a proxy that appends what
// it sees it counts as what the proxy sees, or as the proxy.
func FuzzAddressOf(f *testing.F) {
	f.Add("1.1.1.1", `for="x`)
	f.Add("10.0.0.2, ", "for=1.1.1.1")
	f.Add("[::1]:x", `;;for=,"`)
	f.Fuzz(func(t *testing.T, xff, forwarded string) {
		const seen = "198.51.100.7"
		for _, header := range []http.Header{
			{"X-Forwarded-For": {xff + ", " + seen}},
			{"Forwarded": {forwarded + ", for=" + seen}},
			{"X-Forwarded-For": {xff, seen}, "Forwarded": {forwarded}},
			{"X-Forwarded-For": {xff}, "Forwarded": {forwarded, "for=" + seen}},
		} {
			r := &http.Request{RemoteAddr: "10.0.0.1:1", Header: header}
			if got := proxies.addressOf(r).String(); got != seen && got != "10.0.0.1" {
				t.Fatalf("addressOf(%q) = %s, want %s or the proxy's", header, got, seen)
			}
		}
	})
}

func TestNetworkOf(t *testing.T) {
	t.Parallel()
	for addr, want := range map[string]string{
		"192.0.2.1": "192.0.2.1/32", "2001:db8:1:2:3:4:5:6": "2001:db8:1:2::/64", "fe80::1%eth0": "fe80::/64", "": "invalid Prefix",
	} {
		parsed, _ := netip.ParseAddr(addr)
		if got := networkOf(parsed).String(); got != want {
			t.Errorf("networkOf(%s) = %s, want %s", addr, got, want)
		}
	}
}

// The log tells of the client and not of its proxy.
func TestAccessLogBehindAProxy(t *testing.T) {
	t.Parallel()
	f := newFixture(t, func(c *Config) { c.Access = proxies })
	r := request(t, "GET", "/healthz", "")
	r.RemoteAddr = "10.0.0.1:1"
	r.Header.Set("X-Forwarded-For", "198.51.100.7")
	f.send(r)
	if log := f.log.String(); !strings.Contains(log, `"remote_ip":"198.51.100.7"`) {
		t.Errorf("log %s, want remote_ip 198.51.100.7", log)
	}
}

package main

import (
	"errors"
	"fmt"
	"math"
	"net/netip"
	"os"
	"slices"
	"strconv"
	"strings"

	"github.com/edtronaut/livecode/api"
)

// access is who may use the API, as the environment says.
func (c *config) access() api.Access {
	return api.Access{Keys: c.keys(), Origins: c.CORSOrigins, TrustedProxies: c.TrustedProxies, Rate: c.rate()}
}

// keys are those of both variables.
func (c *config) keys() []api.Key { return slices.Concat(c.APIKeys, []api.Key(c.APIKeysFile)) }

// apiKeys are keys that stand in a variable, with commas between.
type apiKeys []api.Key

// apiKeysFile are keys that stand in a file, one a line; lines that begin with #
// are for people.
type apiKeysFile []api.Key

func parseKeys(s string) (any, error) {
	keys, err := readKeys(strings.Split(s, ","))
	return apiKeys(keys), err
}

func parseKeysFile(path string) (any, error) {
	content, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	lines := strings.Split(string(content), "\n")
	keys, err := readKeys(slices.DeleteFunc(lines, func(line string) bool { return strings.HasPrefix(line, "#") }))
	return apiKeysFile(keys), err
}

// readKeys wants one key at least, or else what was meant to be closed would be
// open.
func readKeys(entries []string) (keys []api.Key, err error) {
	for _, entry := range entries {
		if entry = strings.TrimSpace(entry); entry == "" {
			continue
		}
		k, err := api.ParseKey(entry)
		if err != nil {
			return nil, err
		}
		keys = append(keys, k)
	}
	if keys == nil {
		return nil, errors.New("there is no key in it; `livecode keys new NAME` makes one")
	}
	return keys, nil
}

// burstSeconds is how long a client may have saved up for a burst, unless
// RATE_BURST says otherwise.
const burstSeconds = 10

func (c *config) rate() api.Rate {
	burst := c.RateBurst
	if burst == 0 {
		burst = max(1, int(math.Ceil(float64(c.RateLimit)*burstSeconds)))
	}
	return api.Rate{PerSecond: float64(c.RateLimit), Burst: burst}
}

// submitRate is a number a second, written as 5/s, 100/m or 1000/h.
type submitRate float64

func parseRate(s string) (any, error) {
	number, unit, _ := strings.Cut(s, "/")
	seconds := map[string]float64{"s": 1, "m": 60, "h": 3600}[unit]
	n, err := strconv.ParseFloat(number, 64)
	if err != nil || seconds == 0 || !within(n, 0.001, 1e6) {
		return nil, errors.New("want a number of submissions, such as 5/s, 100/m or 1000/h")
	}
	return submitRate(n / seconds), nil
}

// origins are the sites whose pages may use the API.
type origins []string

func parseOrigins(s string) (any, error) {
	var list origins
	for _, origin := range items(s) {
		origin = strings.ToLower(origin)
		if err := api.CheckOrigin(origin); err != nil {
			return nil, fmt.Errorf("want https://HOST or https://HOST:PORT, or *: %w", err)
		}
		list = append(list, origin)
	}
	return list, nil
}

// networks are the proxies whose word is taken.
type networks []netip.Prefix

func parseNetworks(s string) (any, error) {
	var list networks
	for _, text := range items(s) {
		network, err := netip.ParsePrefix(text)
		if addr, alone := netip.ParseAddr(text); alone == nil {
			network, err = addr.Unmap().WithZone("").Prefix(addr.Unmap().BitLen())
		}
		if err != nil {
			return nil, fmt.Errorf("want addresses or networks, such as 10.0.0.0/8: %w", err)
		}
		list = append(list, network.Masked())
	}
	return list, nil
}

// items takes a list apart at its commas.
func items(s string) (list []string) {
	for item := range strings.SplitSeq(s, ",") {
		if item = strings.TrimSpace(item); item != "" {
			list = append(list, item)
		}
	}
	return list
}

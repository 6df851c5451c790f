package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"strings"
	"syscall"

	"github.com/edtronaut/livecode/executor/wire"
)

// Addresses of the outside that nobody has (RFC 5737, RFC 3849).
var (
	outside4 = syscall.SockaddrInet4{Port: 9, Addr: [4]byte{192, 0, 2, 1}}
	outside6 = syscall.SockaddrInet6{Port: 9, Addr: [16]byte{0x20, 0x01, 0x0d, 0xb8, 15: 1}}
)

// checkNetwork: there is no way out, neither to everywhere nor to a single
// neighbour.
func checkNetwork(wire.Promises) error {
	if hasRoute(syscall.AF_INET, &outside4) || hasRoute(syscall.AF_INET6, &outside6) {
		return errors.New("programs can reach the outside: there is a route")
	}
	for _, table := range []string{"/proc/net/route", "/proc/net/ipv6_route"} {
		text, err := os.ReadFile(table)
		if errors.Is(err, fs.ErrNotExist) {
			continue // no IPv6, or a runtime that does not tell
		}
		if err != nil {
			return err
		}
		if device := routedDevice(string(text)); device != "" {
			return fmt.Errorf("programs can reach the network of their interface %s", device)
		}
	}
	return nil
}

// hasRoute reports whether a packet to that address would leave. Connecting a
// socket for datagrams looks for the way and sends nothing.
func hasRoute(family int, to syscall.Sockaddr) bool {
	fd, err := syscall.Socket(family, syscall.SOCK_DGRAM|syscall.SOCK_CLOEXEC, 0)
	if err != nil {
		return false
	}
	defer func() { _ = syscall.Close(fd) }()
	return syscall.Connect(fd, to) == nil
}

// routedDevice names a device other than the loopback that a routing table of
// /proc has a route over: the first word of a line of IPv4 with its heading, or
// the last one of IPv6.
func routedDevice(table string) string {
	for line := range strings.Lines(table) {
		words := strings.Fields(line)
		if len(words) == 0 || words[0] == "Iface" {
			continue
		}
		device := words[0]
		if len(device) == 32 { // an IPv6 destination in hexadecimal; no device has such a long name
			device = words[len(words)-1]
		}
		if device != "lo" {
			return device
		}
	}
	return ""
}

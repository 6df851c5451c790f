package main

import (
	"encoding/binary"
	"strings"
)

// names is what there is to know of names: those of the container itself.
type names struct {
	host string
	ipv6 bool // the loopback interface has an IPv6 address
}

var (
	loopback4 = [4]byte{127, 0, 0, 1}
	loopback6 = [16]byte{15: 1}
)

// Numbers of the DNS (RFC 1035, 3.2 and 4.1; RFC 3596).
const (
	dnsHeader = 12

	dnsIN   = 1
	dnsA    = 1
	dnsPTR  = 12
	dnsAAAA = 28

	dnsResponse  = 0x8000 | 0x0400 | 0x0080 // and authoritative, with recursion
	dnsDesired   = 0x0100                   // recursion, copied from the question
	dnsNoSuch    = 3                        // name error
	dnsSameName  = 0xC00C                   // a pointer to the question's name
	dnsTTL       = 60                       // seconds
	dnsMaxLabel  = 63
	dnsKindFlags = 0xF800 // response and operation code: zero in an ordinary question
)

// answer returns the answer to a message that asks one ordinary question; ok
// is false for any other.
//
// A message is a header of six 16-bit numbers (id, flags, and how many
// questions, answers, authorities and additions follow), then the question: a
// name as labels, each after a byte with its length, up to an empty one; its
// type and its class.
func (n names) answer(message []byte) (_ []byte, ok bool) {
	if len(message) < dnsHeader {
		return nil, false
	}
	flags := binary.BigEndian.Uint16(message[2:])
	if flags&dnsKindFlags != 0 || binary.BigEndian.Uint16(message[4:]) != 1 {
		return nil, false
	}
	name, rest, ok := readName(message[dnsHeader:])
	if !ok || len(rest) < 4 {
		return nil, false
	}
	data, known := n.lookUp(name, binary.BigEndian.Uint16(rest), binary.BigEndian.Uint16(rest[2:]))
	question := message[dnsHeader : len(message)-len(rest)+4]

	out := append([]byte(nil), message[:2]...)
	out = binary.BigEndian.AppendUint16(out, dnsResponse|flags&dnsDesired|code(known))
	out = append(out, 0, 1, 0, count(data), 0, 0, 0, 0)
	out = append(out, question...)
	if data != nil {
		out = binary.BigEndian.AppendUint16(out, dnsSameName)
		out = append(out, rest[:4]...)
		out = binary.BigEndian.AppendUint32(out, dnsTTL)
		out = binary.BigEndian.AppendUint16(out, uint16(len(data)))
		out = append(out, data...)
	}
	return out, true
}

func code(known bool) uint16 {
	if known {
		return 0
	}
	return dnsNoSuch
}

func count(data []byte) byte {
	if data == nil {
		return 0
	}
	return 1
}

// lookUp returns the data of the record asked for, if there is one, and whether
// the name is known, perhaps with other records.
func (n names) lookUp(name string, kind, class uint16) (data []byte, known bool) {
	switch {
	case class != dnsIN:
		return nil, false
	case name == "1.0.0.127.in-addr.arpa", name == "1."+strings.Repeat("0.", 31)+"ip6.arpa":
		if kind == dnsPTR {
			data = []byte("\x09localhost\x00")
		}
		return data, true
	case name != "localhost" && !strings.HasSuffix(name, ".localhost") && name != strings.ToLower(n.host):
		return nil, false
	case kind == dnsA:
		return loopback4[:], true
	case kind == dnsAAAA && n.ipv6:
		return loopback6[:], true
	default:
		return nil, true
	}
}

// readName reads a name, in lower case and without its final dot, and returns
// what follows it.
func readName(b []byte) (name string, rest []byte, ok bool) {
	var labels []string
	for len(b) > 0 {
		n := int(b[0])
		if n == 0 {
			return strings.Join(labels, "."), b[1:], true
		}
		if n > dnsMaxLabel || len(b) <= n {
			return "", nil, false
		}
		labels = append(labels, strings.ToLower(string(b[1:1+n])))
		b = b[1+n:]
	}
	return "", nil, false
}

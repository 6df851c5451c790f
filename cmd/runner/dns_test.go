package main

import (
	"bytes"
	"encoding/binary"
	"strings"
	"testing"
)

// question is the message by which resolvers ask.
func question(name string, kind uint16) []byte {
	q := []byte{0xab, 0xcd, 0x01, 0, 0, 1, 0, 0, 0, 0, 0, 0}
	for label := range strings.SplitSeq(name, ".") {
		q = append(append(q, byte(len(label))), label...)
	}
	q = append(q, 0)
	q = binary.BigEndian.AppendUint16(q, kind)
	return binary.BigEndian.AppendUint16(q, dnsIN)
}

func TestNames(t *testing.T) {
	t.Parallel()
	all := names{host: "sandbox", ipv6: true}
	for _, c := range []struct {
		names names
		name  string
		kind  uint16
		code  byte
		data  []byte
	}{
		{all, "localhost", dnsA, 0, loopback4[:]},
		{all, "LocalHost", dnsA, 0, loopback4[:]},
		{all, "a.localhost", dnsA, 0, loopback4[:]},
		{all, "localhost", dnsAAAA, 0, loopback6[:]},
		{names{host: "sandbox"}, "localhost", dnsAAAA, 0, nil},
		{all, "sandbox", dnsA, 0, loopback4[:]},
		{all, "localhost", 15, 0, nil}, // no mail there, and yet a name
		{all, "1.0.0.127.in-addr.arpa", dnsPTR, 0, []byte("\x09localhost\x00")},
		{all, "notlocalhost", dnsA, dnsNoSuch, nil},
		{all, "example.com", dnsA, dnsNoSuch, nil},
		{all, "2.0.0.127.in-addr.arpa", dnsPTR, dnsNoSuch, nil},
	} {
		q := question(c.name, c.kind)
		got, ok := c.names.answer(q)
		if !ok || !bytes.HasPrefix(got, []byte{0xab, 0xcd, 0x85, 0x80 | c.code, 0, 1}) {
			t.Errorf("%s %d: answer % x, %v; want id abcd, an authoritative response with code %d", c.name, c.kind, got, ok, c.code)
			continue
		}
		if got[7] != count(c.data) || !bytes.Equal(got[dnsHeader:len(q)], q[dnsHeader:]) || !bytes.HasSuffix(got, c.data) {
			t.Errorf("%s %d: answer % x, want the question and data % x", c.name, c.kind, got, c.data)
		}
	}
}

// FuzzNames: whatever comes, there is no panic, and an answer is a response to
// the id that asked, not longer than a question and one record.
func FuzzNames(f *testing.F) {
	f.Add(question("localhost", dnsA))
	f.Add(question("example.com", dnsAAAA))
	f.Add([]byte{0, 1, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0, 63})
	f.Fuzz(func(t *testing.T, message []byte) {
		got, ok := names{host: "sandbox", ipv6: true}.answer(message)
		if !ok {
			return
		}
		if !bytes.Equal(got[:2], message[:2]) || got[2]&0x80 == 0 || len(got) > len(message)+12+len(loopback6) {
			t.Errorf("answer(% x) = % x", message, got)
		}
	})
}

package stacktest

import "bytes"

// The messages of Postgres's protocol with a statement, at the start of a request:
// a letter, four bytes of length, and texts that end with a zero.
const (
	parse = 'P' // name, SQL; without a name it is carried out in the same request
	bind  = 'B' // portal, name of a statement
)

// statement is what a request has carried out: the SQL that was prepared under the
// name that it gives, nothing where it prepares one, or else the request itself.
func (l *link) statement(request []byte) []byte {
	if len(request) < 5 || request[0] != parse && request[0] != bind {
		return request
	}
	first, rest, _ := bytes.Cut(request[5:], []byte{0})
	second, _, _ := bytes.Cut(rest, []byte{0})
	switch {
	case request[0] == parse && len(first) > 0:
		l.prepared[string(first)] = bytes.Clone(second)
		return nil
	case request[0] == bind && len(second) > 0:
		return l.prepared[string(second)]
	default:
		return request
	}
}

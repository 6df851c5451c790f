package main

// tail holds the last bytes of a stream.
type tail struct {
	size  int    // how many at most
	bytes []byte // up to size; once there are as many, a ring
	next  int    // where in the ring the next byte goes, which is the oldest
}

func (t *tail) add(p []byte) {
	if t.size == 0 {
		return
	}
	p = p[max(0, len(p)-t.size):]
	n := min(len(p), t.size-len(t.bytes))
	t.bytes, p = append(t.bytes, p[:n]...), p[n:]
	for len(p) > 0 {
		n := copy(t.bytes[t.next:], p)
		t.next, p = (t.next+n)%t.size, p[n:]
	}
}

// parts returns the bytes in their order, in two parts.
func (t *tail) parts() [2][]byte {
	return [2][]byte{t.bytes[t.next:], t.bytes[:t.next]}
}

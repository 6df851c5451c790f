package main

import (
	"bytes"
	"testing"
)

// FuzzTail: however the bytes come, the tail holds the last of them, and no
// more memory than it is to.
func FuzzTail(f *testing.F) {
	f.Add(uint8(0), []byte("abc"), []byte("d"), []byte("efghijklmn"))
	f.Add(uint8(4), []byte("abc"), []byte("d"), []byte("efghijklmn"))
	f.Add(uint8(4), []byte("abcdef"), []byte("gh"), []byte("ijk"))
	f.Fuzz(func(t *testing.T, size uint8, a, b, c []byte) {
		last := tail{size: int(size)}
		var all []byte
		for _, p := range [][]byte{a, b, nil, c} {
			last.add(p)
			all = append(all, p...)
			want := all[max(0, len(all)-int(size)):]
			parts := last.parts()
			if got := append(bytes.Clone(parts[0]), parts[1]...); !bytes.Equal(got, want) || len(last.bytes) > last.size {
				t.Fatalf("the last %d of %q = %q in %d bytes, want %q", size, all, got, len(last.bytes), want)
			}
		}
	})
}

package main

import "os"

// feed writes the input to the program as it comes, and closes to at its end
// or when the program no longer reads.
func feed(in *buffer, to *os.File) {
	defer to.Close()
	for b := in.take(); len(b) > 0; b = in.take() {
		if _, err := to.Write(b); err != nil {
			return
		}
	}
}

// Package chaos kills, cuts, fills, hangs and flushes what the service is made
// of, while it is under load, and looks whether what it promises still holds. It
// holds nothing but tests; `make chaos` and `make soak` run all of it and print
// tables.
package chaos

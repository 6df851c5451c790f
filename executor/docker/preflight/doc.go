// Package preflight judges whether a sandbox is fit to run programs: by what it
// has been seen to do, which decides, and by the versions of what it is made of,
// which warns.
package preflight

// Package docker runs programs in containers of a Docker Engine, each made for
// one run, through the Engine API.
//
// The order is create, attach, register the wait, start: nothing the runner
// says can be missed. All that goes in and comes out travels through the
// attached stream; no path inside a container is ever read or written from
// outside. When this process dies, the engine closes the container's standard
// input, the runner exits at that, and AutoRemove leaves nothing behind.
package docker

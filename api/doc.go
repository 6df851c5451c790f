// Package api answers HTTP: sessions, executions, links to them, the catalogue of
// languages, health and the page.
//
// Every answer is JSON, but for the page; every refusal is an RFC 9457 problem
// document with a stable code. A request passes through, outside in:
//
//	identify → secure → accessLog → recoverPanics → router → endpoint
//
// An [endpoint] returns an error instead of writing one, so that one table
// decides what clients get to see.
package api

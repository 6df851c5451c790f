// Package stacktest runs the real livecode for tests that do harm to it: the
// built program, over a Postgres and a Redis of its own or embedded, on a real
// engine, with proxies between the parts at which a test can hold or cut what
// passes. Nothing of it is in the product.
package stacktest

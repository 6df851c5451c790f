// Package redistest gives tests a Redis of their own. It runs the installed
// redis-server without persistence, one a test binary, which dies with it
// however it ends; nothing is written to disk.
//
// The environment variable TEST_REDIS_URL names a server to use instead. Each
// test then takes one of its databases, of which there are 16 unless its
// configuration says otherwise; publish/subscribe knows no databases.
package redistest

package executor

import (
	"errors"
	"time"
)

// IdempotencyKey makes a request that creates something count once, however
// often it arrives.
type IdempotencyKey struct {
	ID          [32]byte // hash over the client and the key that it chose
	Fingerprint [32]byte // hash over the request, which must be the same each time

	// Lifetime is how long the key counts: [KeyLifetime], but in tests.
	Lifetime time.Duration

	// Pending is how long the first request takes at most until it is
	// answered, 0 if it is as soon as its creation is stored. Until then, or
	// until the key is settled, the others are ErrKeyPending.
	Pending time.Duration
}

// KeyLifetime is how long a request may be repeated under its key.
const KeyLifetime = 24 * time.Hour

// What a creation under an IdempotencyKey may report.
var (
	// ErrKeyReused: the key came with another request before.
	ErrKeyReused = errors.New("idempotency key came with another request")

	// ErrKeyPending: the first request with the key has not been answered.
	ErrKeyPending = errors.New("first request with the idempotency key is under way")
)

package api

import (
	"crypto/rand"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/hex"
	"errors"
	"fmt"
	"regexp"
	"strings"
)

// Key is what the service knows of an API key: whose it is, and the SHA-256 of
// its secret. The secret is 130 random bits, so that no slower hash is needed.
type Key struct {
	Name string // owns sessions; several keys may share it while one replaces another
	Hash [sha256.Size]byte
}

// secretPrefix makes a secret that lies where it should not easy to find.
const secretPrefix = "lc_"

var keyName = regexp.MustCompile(`^[A-Za-z0-9._-]{1,64}$`)

var errKeyName = errors.New("the name of a key has 1 to 64 letters, digits, dots, dashes and underscores")

// NewKey makes a key, and the secret by which a client proves that it has it.
func NewKey(name string) (k Key, secret string, err error) {
	if !keyName.MatchString(name) {
		return Key{}, "", errKeyName
	}
	secret = secretPrefix + rand.Text()
	return Key{name, sha256.Sum256([]byte(secret))}, secret, nil
}

// ParseKey reads name:hash, with the hash in 64 hexadecimal digits. Its errors
// quote nothing, for it may have been handed a secret by mistake.
func ParseKey(text string) (Key, error) {
	name, digits, _ := strings.Cut(text, ":")
	if !keyName.MatchString(name) {
		return Key{}, errKeyName
	}
	k := Key{Name: name}
	hash, err := hex.DecodeString(digits)
	if err != nil || len(hash) != len(k.Hash) {
		return Key{}, errors.New("a key is NAME:SHA256, with 64 hexadecimal digits; `livecode keys new NAME` makes one")
	}
	copy(k.Hash[:], hash)
	return k, nil
}

// Entry is the key as [ParseKey] reads it.
func (k Key) Entry() string { return fmt.Sprintf("%s:%x", k.Name, k.Hash) }

// holder returns the name of the key with this secret. It takes as long
// whichever key that is, and if it is none.
func holder(keys []Key, secret string) (name string, ok bool) {
	hash := sha256.Sum256([]byte(secret))
	found := -1
	for i := range keys {
		same := subtle.ConstantTimeCompare(hash[:], keys[i].Hash[:])
		found = subtle.ConstantTimeSelect(same, i, found)
	}
	if found < 0 {
		return "", false
	}
	return keys[found].Name, true
}

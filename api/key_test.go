package api

import (
	"regexp"
	"strings"
	"testing"
)

func TestNewKeyIsReadAsWritten(t *testing.T) {
	t.Parallel()
	k, secret, err := NewKey("ci.build-1")
	if err != nil {
		t.Fatalf("NewKey: %v", err)
	}
	if !regexp.MustCompile(`^lc_[A-Z2-7]{26}$`).MatchString(secret) {
		t.Errorf("secret %q has another form", secret)
	}
	if again, err := ParseKey(k.Entry()); again != k || err != nil {
		t.Errorf("ParseKey(%q) = %v, %v, want %v", k.Entry(), again, err, k)
	}
	if strings.Contains(k.Entry(), secret) {
		t.Errorf("the entry %q tells the secret", k.Entry())
	}
	if other, twin, _ := NewKey("ci.build-1"); twin == secret || other == k {
		t.Error("two keys are the same")
	}
}

func TestKeysThatAreNone(t *testing.T) {
	t.Parallel()
	hash := strings.Repeat("0a", 32)
	for _, text := range []string{
		"", ":", "alice", "alice:", ":" + hash, "alice:" + hash[2:], "alice:" + hash + "00",
		"alice:" + strings.Repeat("zz", 32), "a b:" + hash, strings.Repeat("n", 65) + ":" + hash, "alice:lc_SECRET", "lc_SECRET",
	} {
		if k, err := ParseKey(text); err == nil || strings.Contains(err.Error(), "SECRET") {
			t.Errorf("ParseKey(%q) = %v, %v, want an error that does not quote it", text, k, err)
		}
	}
	for _, name := range []string{"", "a b", "é", "a:b", strings.Repeat("n", 65)} {
		if _, _, err := NewKey(name); err == nil {
			t.Errorf("NewKey(%q): got no error", name)
		}
	}
}

// Every key is compared with, first to last, and the name belongs to the one
// that matches.
func TestHolder(t *testing.T) {
	t.Parallel()
	var keys []Key
	secrets := map[string]string{}
	for _, name := range []string{"alice", "bob", "carol", "alice"} { // alice's key is being replaced
		k, secret, err := NewKey(name)
		if err != nil {
			t.Fatal(err)
		}
		keys, secrets[secret] = append(keys, k), name
	}
	for secret, want := range secrets {
		if name, ok := holder(keys, secret); !ok || name != want {
			t.Errorf("holder(%s's secret) = %q, %t", want, name, ok)
		}
		for _, wrong := range []string{"", secret + "A", secret[:len(secret)-1], strings.ToLower(secret), keys[0].Entry()} {
			if name, ok := holder(keys, wrong); ok {
				t.Errorf("holder(%q) = %q, want none", wrong, name)
			}
		}
	}
	if name, ok := holder(nil, "x"); ok {
		t.Errorf("holder without keys = %q, want none", name)
	}
}

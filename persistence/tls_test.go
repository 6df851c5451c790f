package persistence

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"io"
	"math/big"
	"net"
	"net/url"
	"sync"
	"testing"
	"time"

	"github.com/edtronaut/livecode/persistence/postgrestest"
)

// certificate is one that signs itself.
func certificate(t *testing.T) tls.Certificate {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	text := &x509.Certificate{SerialNumber: big.NewInt(1), NotAfter: time.Now().Add(time.Hour)}
	der, err := x509.CreateCertificate(rand.Reader, text, text, key.Public(), key)
	if err != nil {
		t.Fatal(err)
	}
	return tls.Certificate{Certificate: [][]byte{der}, PrivateKey: key}
}

// serveTLS takes connections for a Postgres without TLS, as one with TLS does: a
// client asks with 8 bytes for it and is answered S, see
// https://www.postgresql.org/docs/current/protocol-flow.html#PROTOCOL-FLOW-SSL.
// It returns where.
func serveTLS(t *testing.T, to string) string {
	t.Helper()
	l, err := new(net.ListenConfig).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	cfg := &tls.Config{Certificates: []tls.Certificate{certificate(t)}}
	var serving sync.WaitGroup
	serving.Go(func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			serving.Go(func() { unwrap(c, cfg, to) })
		}
	})
	t.Cleanup(func() {
		_ = l.Close()
		serving.Wait()
	})
	return l.Addr().String()
}

// unwrap passes on one connection until either side ends it.
func unwrap(c net.Conn, cfg *tls.Config, to string) {
	defer c.Close()
	if _, err := io.ReadFull(c, make([]byte, 8)); err != nil {
		return
	}
	if _, err := c.Write([]byte("S")); err != nil {
		return
	}
	inner := tls.Server(c, cfg)
	server, err := new(net.Dialer).Dial("tcp", to)
	if err != nil {
		return
	}
	var back sync.WaitGroup
	back.Go(func() {
		_, _ = io.Copy(inner, server)
		_ = c.Close()
	})
	_, _ = io.Copy(server, inner)
	_ = server.Close()
	back.Wait()
}

// TestBoundsHoldUnderTLS: a socket bounds what goes through TLS, too.
func TestBoundsHoldUnderTLS(t *testing.T) {
	t.Parallel()
	plain := Config{DatabaseURL: postgrestest.New(t)}
	openMigrated(t, plain)
	location, err := url.Parse(plain.DatabaseURL)
	if err != nil {
		t.Fatal(err)
	}
	location.Host = serveTLS(t, location.Host)
	location.RawQuery = "sslmode=require"
	for name, call := range oneOfEach {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s, p := behind(t, Config{DatabaseURL: location.String()})
			p.Silence()
			wantTimely(t, s, call)
			wantWorking(t, s, call)
		})
	}
}

// TestPreferredTLSLeavesNoConnection: where the server has no TLS, the connection
// at which it said so is closed when there is another.
func TestPreferredTLSLeavesNoConnection(t *testing.T) {
	t.Parallel()
	location, err := url.Parse(postgrestest.New(t))
	if err != nil {
		t.Fatal(err)
	}
	d := &dialer{lost: newLoss()}
	first, err := d.Dial("tcp", location.Host)
	if err != nil {
		t.Fatal(err)
	}
	second, err := d.Dial("tcp", location.Host)
	if err != nil {
		t.Fatal(err)
	}
	defer second.Close()
	if _, err := first.Write([]byte{0}); !errors.Is(err, net.ErrClosed) {
		t.Errorf("write to the first connection: error %v, want %v", err, net.ErrClosed)
	}
	location.RawQuery = "" // prefer
	openStore(t, Config{DatabaseURL: location.String()})
}

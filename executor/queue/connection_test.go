package queue_test

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"encoding/pem"
	"fmt"
	"math/big"
	"net"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/rs/zerolog"

	"github.com/edtronaut/livecode/executor"
	"github.com/edtronaut/livecode/executor/queue"
	"github.com/edtronaut/livecode/executor/queue/redistest"
)

// runs sends an execution through the queue on Redis as configured.
func runs(t *testing.T, cfg queue.RedisConfig) {
	t.Helper()
	r, err := queue.NewRedis(cfg)
	if err != nil {
		t.Fatalf("NewRedis() = %v", err)
	}
	t.Cleanup(func() { _ = r.Close() })
	if err := r.Ping(t.Context()); err != nil {
		t.Fatalf("Ping() = %v", err)
	}
	q := newTwin(r, 1, zerolog.Nop())
	recovers(t, q.Client, collect(t, q.Server))
}

func TestHostPortAndPassword(t *testing.T) {
	t.Parallel()
	server := redistest.Start(t)
	runs(t, queue.RedisConfig{Host: "127.0.0.1", Port: uint16(server.Port()), Password: server.Password()})
}

func TestUserOfAURL(t *testing.T) {
	t.Parallel()
	server := redistest.Start(t, "user someone on >secret ~* &* +@all")
	runs(t, queue.RedisConfig{URL: "redis://someone:secret@" + server.Addr()})
}

func TestUnixSocket(t *testing.T) {
	t.Parallel()
	socket := filepath.Join(t.TempDir(), "s")
	server := redistest.Start(t, "unixsocket "+socket)
	runs(t, queue.RedisConfig{URL: "redis-socket://:" + server.Password() + "@" + socket})
}

// TestTLS: the certificate is checked against the authorities that the test
// binary was started with, see TestMain.
func TestTLS(t *testing.T) {
	t.Parallel()
	port := freePort(t)
	server := redistest.Start(t, fmt.Sprint("tls-port ", port), "tls-auth-clients no",
		"tls-cert-file "+tlsFiles.certificate, "tls-key-file "+tlsFiles.key)
	location := fmt.Sprintf("rediss://:%s@127.0.0.1:%d", server.Password(), port)
	runs(t, queue.RedisConfig{URL: location})
	if err := open(t, strings.Replace(location, "127.0.0.1", "localhost", 1)).Ping(t.Context()); err == nil {
		t.Error("Ping() under a name that the certificate does not have = nil, want an error")
	}
}

// TestSentinel: the servers' password and Sentinel's differ.
func TestSentinel(t *testing.T) {
	t.Parallel()
	server := redistest.Start(t)
	sentinel := redistest.StartSentinel(t, "main", server)
	u, err := url.Parse(sentinel.URL())
	if err != nil {
		t.Fatal(err)
	}
	runs(t, queue.RedisConfig{
		URL:      "redis-sentinel://" + u.User.String() + "@" + sentinel.Addr() + "?master=main",
		Password: server.Password(),
	})
}

func TestWrongPassword(t *testing.T) {
	t.Parallel()
	server := redistest.Start(t)
	const wrong = "incorrect-horse"
	r, err := queue.NewRedis(queue.RedisConfig{URL: "redis://:" + wrong + "@" + server.Addr()})
	if err != nil {
		t.Fatalf("NewRedis() = %v", err)
	}
	t.Cleanup(func() { _ = r.Close() })
	err = r.Ping(t.Context())
	if err == nil || strings.Contains(err.Error(), wrong) || strings.Contains(err.Error(), server.Password()) {
		t.Errorf("Ping() with a wrong password = %v, want an error without any password", err)
	}
	err = queue.NewClient(r).Enqueue(t.Context(), executor.Task{ExecutionID: newID()}, 1)
	if err == nil || strings.Contains(err.Error(), wrong) {
		t.Errorf("Enqueue() with a wrong password = %v, want an error without it", err)
	}
}

func freePort(t *testing.T) int {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	return l.Addr().(*net.TCPAddr).Port
}

// tlsFiles are a certificate for 127.0.0.1 that the test binary trusts.
var tlsFiles struct{ certificate, key string }

// trustCertificate makes the files in dir. It must come before the first use
// of the system's authorities, which this sets as users do.
func trustCertificate(dir string) error {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return err
	}
	template := &x509.Certificate{
		SerialNumber: big.NewInt(1), NotAfter: time.Now().Add(time.Hour),
		IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)}, IsCA: true, BasicConstraintsValid: true,
	}
	certificate, err := x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key)
	if err != nil {
		return err
	}
	der, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		return err
	}
	tlsFiles.certificate, tlsFiles.key = filepath.Join(dir, "certificate"), filepath.Join(dir, "key")
	for file, block := range map[string]*pem.Block{
		tlsFiles.certificate: {Type: "CERTIFICATE", Bytes: certificate},
		tlsFiles.key:         {Type: "PRIVATE KEY", Bytes: der},
	} {
		if err := os.WriteFile(file, pem.EncodeToMemory(block), 0o600); err != nil {
			return err
		}
	}
	return os.Setenv("SSL_CERT_FILE", tlsFiles.certificate)
}

package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"time"
)

// client is one user of the service, with a session.
type client struct {
	http *http.Client
	base string // URL of the API
	path string // of its session
}

// newHTTPClient returns an HTTP client that keeps its connections, enough of
// them for all clients.
func newHTTPClient() *http.Client {
	return &http.Client{
		Timeout:   time.Minute,
		Transport: &http.Transport{MaxIdleConnsPerHost: 100, DisableCompression: true},
	}
}

func newClient(ctx context.Context, hc *http.Client, base string) (*client, error) {
	c := &client{http: hc, base: base}
	var made struct {
		ID string `json:"session_id"`
	}
	if _, err := c.post(ctx, "/api/code-sessions", nil, http.StatusCreated, &made); err != nil {
		return nil, err
	}
	c.path = "/api/code-sessions/" + made.ID
	return c, nil
}

// post sends a request and decodes the answer, which must have that status. The
// time is that of the round trip, to the answer's last byte.
func (c *client) post(ctx context.Context, path string, body []byte, want int, answer any) (time.Duration, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, c.base+path, bytes.NewReader(body))
	if err != nil {
		return 0, err
	}
	req.Header.Set("Content-Type", "application/json")
	start := time.Now()
	resp, err := c.http.Do(req)
	if err != nil {
		return 0, err
	}
	defer resp.Body.Close()
	content, err := io.ReadAll(resp.Body)
	took := time.Since(start)
	if err != nil {
		return 0, err
	}
	if resp.StatusCode != want {
		return 0, fmt.Errorf("POST %s answered %s, want %d: %s", path, resp.Status, want, content)
	}
	return took, json.Unmarshal(content, answer)
}

// run has h run, waits for its end in the same request, and checks it.
func (c *client) run(ctx context.Context, h hello) (time.Duration, error) {
	var record struct{ Status, Stdout string }
	took, err := c.post(ctx, c.path+"/run?wait=30", bodyOf(h), http.StatusOK, &record)
	if err != nil {
		return 0, err
	}
	if record.Status != "COMPLETED" {
		return 0, fmt.Errorf("the %s program is %s, want COMPLETED", h.language, record.Status)
	}
	return took, h.check(record.Stdout)
}

// submit has h stored and queued.
func (c *client) submit(ctx context.Context, h hello) (time.Duration, error) {
	var accepted struct{ Status string }
	return c.post(ctx, c.path+"/run", bodyOf(h), http.StatusAccepted, &accepted)
}

func bodyOf(h hello) []byte {
	body, err := json.Marshal(map[string]string{"language": h.language, "code": h.code})
	if err != nil {
		panic(err) // strings can be encoded
	}
	return body
}

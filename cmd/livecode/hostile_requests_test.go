package main_test

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"
)

// send sends bytes to the service as they are and returns the answer's status;
// 0 if the connection was closed instead.
func (s *service) send(request string) (status int, body string) {
	s.t.Helper()
	conn := s.dial()
	defer conn.Close()
	_ = conn.SetDeadline(time.Now().Add(patience))
	_, _ = io.WriteString(conn, request)
	resp, err := http.ReadResponse(bufio.NewReader(conn), nil)
	if err != nil {
		return 0, ""
	}
	defer resp.Body.Close()
	text, _ := io.ReadAll(resp.Body)
	return resp.StatusCode, string(text)
}

func (s *service) dial() net.Conn {
	s.t.Helper()
	u, err := url.Parse(s.url)
	if err != nil {
		s.t.Fatal(err)
	}
	conn, err := net.Dial("tcp", u.Host)
	if err != nil {
		s.t.Fatal(err)
	}
	return conn
}

// testLeavesInTheMiddle: what was accepted ends all the same, and what was
// sent by half does not begin.
func testLeavesInTheMiddle(t *testing.T, s *service) {
	session := s.session()
	ctx, leave := context.WithCancel(t.Context())
	body := `{"language": "python", "code": "import time; time.sleep(1); print('to the end')"}`
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, s.url+"/api/code-sessions/"+session+"/run?wait=30", strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Content-Type", "application/json")
	time.AfterFunc(300*time.Millisecond, leave)
	if resp, err := http.DefaultClient.Do(req); err == nil {
		resp.Body.Close()
		t.Errorf("the answer came before the client left: %d", resp.StatusCode)
	}
	half := s.dial()
	fmt.Fprintf(half, "POST /api/code-sessions/%s/run HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%s", session, len(body), body[:40])
	half.Close()
	eventually(t, patience, func() (bool, string) {
		_, answer := s.call("GET", "/api/code-sessions/"+session+"/executions", nil)
		list, _ := answer["executions"].([]any)
		return len(list) == 1 && list[0].(map[string]any)["stdout"] == "to the end\n", fmt.Sprint(answer)
	})
}

func testMalformedBodies(t *testing.T, s *service) {
	path := "/api/code-sessions/" + s.session() + "/run"
	for name, body := range map[string]string{
		"nothing":                 "",
		"half an object":          `{"language": "python", "code": "print(1)"`,
		"no JSON":                 `language=python&code=print(1)`,
		"an array":                `[{"language": "python", "code": "print(1)"}]`,
		"null":                    `null`,
		"two objects":             `{"language": "python", "code": "1"} {"language": "python", "code": "2"}`,
		"a byte order mark":       "\ufeff" + `{"language": "python", "code": "1"}`,
		"UTF-16":                  "\xff\xfe{\x00}\x00",
		"invalid UTF-8":           "{\"language\": \"python\", \"code\": \"\xff\"}",
		"half a surrogate pair":   `{"language": "python", "code": "'\ud83d'"}`,
		"halves the wrong way":    `{"language": "python", "code": "'\ude00\ud83d'"}`,
		"half of one in stdin":    `{"language": "python", "code": "1", "stdin": "\udfff"}`,
		"NUL in the code":         `{"language": "python", "code": "\u0000"}`,
		"a NUL byte":              "{\"language\": \"python\", \"code\": \"1\"\x00}",
		"control characters":      "{\"language\": \"python\", \"code\": \"\x01\"}",
		"NaN":                     `{"language": "python", "code": NaN}`,
		"a number as code":        `{"language": "python", "code": 1}`,
		"an object as code":       `{"language": "python", "code": {"toString": "1"}}`,
		"an array as language":    `{"language": ["python"], "code": "1"}`,
		"a prototype":             `{"__proto__": {"language": "python"}, "constructor": 1, "code": "1"}`,
		"another language":        `{"language": "../python", "code": "1"}`,
		"brackets without end":    strings.Repeat("[", 1<<20),
		"braces without end":      strings.Repeat(`{"code":`, 1<<18),
		"a hundred thousand keys": "{" + strings.Repeat(`"k":1,`, 100_000) + `"language": "python"}`,
	} {
		status, problem := s.call("POST", path, body)
		if status != http.StatusBadRequest || problem["code"] == "" || problem["detail"] == "" {
			t.Errorf("%s: run = %d, %v, want a problem document of 400", name, status, problem)
		}
	}
	_, answer := s.call("GET", strings.TrimSuffix(path, "run")+"executions", nil)
	if list, _ := answer["executions"].([]any); len(list) != 0 {
		t.Errorf("of these there were stored %v, want none", list)
	}
}

// zeros is an endless body.
type zeros struct{}

func (zeros) Read(p []byte) (int, error) { return copy(p, bytes.Repeat([]byte("0"), len(p))), nil }

func testHundredMegabytes(t *testing.T, s *service) {
	const size = 100_000_000
	path := s.url + "/api/code-sessions/" + s.session() + "/run"
	for name, announced := range map[string]int64{"announced": size, "in chunks": -1} {
		req, err := http.NewRequest(http.MethodPost, path, io.LimitReader(zeros{}, size))
		if err != nil {
			t.Fatal(err)
		}
		req.ContentLength = announced
		req.Header.Set("Content-Type", "application/json")
		resp, err := http.DefaultClient.Do(req)
		if err != nil {
			continue // closed before all had been sent, which is an answer as well
		}
		resp.Body.Close()
		if resp.StatusCode != http.StatusRequestEntityTooLarge {
			t.Errorf("100 MB, %s = %d, want 413", name, resp.StatusCode)
		}
	}
	status, body := s.send("POST " + strings.TrimPrefix(path, s.url) + " HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 100000000\r\n\r\n{")
	var problem struct{ Code string }
	if status != http.StatusRequestEntityTooLarge || json.Unmarshal([]byte(body), &problem) != nil || problem.Code != "body_too_large" {
		t.Errorf("100 MB announced = %d %s, want 413 before it is sent", status, body)
	}
}

// testSlowClients: a connection that does not come to the end of its headers is
// closed after some seconds, and does not keep others waiting meanwhile.
func testSlowClients(t *testing.T, s *service) {
	const clients, most = 200, 15 * time.Second
	closed := make(chan time.Duration, clients)
	start := time.Now()
	for range clients {
		conn := s.dial()
		go func() {
			defer conn.Close()
			_ = conn.SetDeadline(start.Add(2 * most))
			_, _ = io.WriteString(conn, "GET /healthz HTTP/1.1\r\nX-Slow: ")
			trickle := time.NewTicker(500 * time.Millisecond)
			defer trickle.Stop()
			go func() {
				for range trickle.C {
					if _, err := io.WriteString(conn, "x"); err != nil {
						return
					}
				}
			}()
			_, _ = io.Copy(io.Discard, conn)
			closed <- time.Since(start)
		}()
	}
	if status, answer := s.call("GET", "/readyz", nil); status != http.StatusOK {
		t.Errorf("GET /readyz beside slow clients = %d, %v, want 200", status, answer)
	}
	for range clients {
		if took := <-closed; took > most {
			t.Fatalf("a connection without headers was open for %v, want at most %v", took, most)
		}
	}
}

func testWrongIDs(t *testing.T, s *service) {
	const id = "00000000-0000-7000-8000-000000000000"
	for _, wrong := range []string{
		id, "7", "null", "undefined", "%00", "..", "%2e%2e%2f%2e%2e%2fetc%2fpasswd", "'%20OR%201=1--", "%F0%9F%98%80", "{}",
		strings.ToUpper(id) + "x", "{" + id + "}", "urn:uuid:" + id, strings.ReplaceAll(id, "-", ""), strings.Repeat("0", 8000), "%0d%0aX-Injected:%201",
	} {
		for _, path := range []string{"GET /api/executions/" + wrong, "GET /api/code-sessions/" + wrong, "POST /api/code-sessions/" + wrong + "/run"} {
			status, body := s.send(path + " HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 2\r\nConnection: close\r\n\r\n{}")
			var problem struct{ Code string }
			if (status != http.StatusNotFound && status != http.StatusBadRequest) || json.Unmarshal([]byte(body), &problem) != nil || problem.Code == "" {
				t.Errorf("%.80s = %d %.200s, want a problem document of 404", path, status, body)
			}
		}
	}
}

func testMalformedRequests(t *testing.T, s *service) {
	for name, c := range map[string]struct {
		request string
		status  []int // 0 is a closed connection
	}{
		"noise":                 {"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n", []int{400, 0}},
		"no version":            {"GET /\r\n\r\n", []int{400, 0}},
		"no host":               {"GET / HTTP/1.1\r\n\r\n", []int{400}},
		"two hosts":             {"GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n", []int{400}},
		"a header of 64 KB":     {"GET / HTTP/1.1\r\nHost: x\r\nX: " + strings.Repeat("y", 64<<10) + "\r\n\r\n", []int{431, 0}},
		"10,000 headers":        {"GET / HTTP/1.1\r\nHost: x\r\n" + strings.Repeat("X: y\r\n", 10_000) + "\r\n", []int{431, 0}},
		"a path of 64 KB":       {"GET /" + strings.Repeat("y", 64<<10) + " HTTP/1.1\r\nHost: x\r\n\r\n", []int{431, 414, 404, 0}},
		"two lengths":           {"POST /api/code-sessions HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n1", []int{400}},
		"a negative length":     {"POST /api/code-sessions HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n", []int{400}},
		"a length and chunks":   {"POST /api/code-sessions HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n0\r\n\r\nGET /healthz HTTP/1.1\r\nHost: x\r\n\r\n", []int{201, 400}},
		"another encoding":      {"POST /api/code-sessions HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: gzip\r\n\r\n", []int{501, 400}},
		"a line within a field": {"GET / HTTP/1.1\r\nHost: x\r\nX: a\x00b\r\n\r\n", []int{400}},
		"TRACE":                 {"TRACE /api/code-sessions HTTP/1.1\r\nHost: x\r\n\r\n", []int{405}},
		"CONNECT":               {"CONNECT 169.254.169.254:80 HTTP/1.1\r\nHost: x\r\n\r\n", []int{404, 405}},
		"somebody else's URL":   {"GET http://169.254.169.254/ HTTP/1.1\r\nHost: x\r\n\r\n", []int{200, 404}},
		"an upgrade":            {"GET /api/languages HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABkAAQAAP__\r\n\r\n", []int{200}},
	} {
		status, body := s.send(c.request)
		ok := false
		for _, want := range c.status {
			ok = ok || status == want
		}
		if !ok {
			t.Errorf("%s = %d %.200s, want %v", name, status, body, c.status)
		}
	}
}

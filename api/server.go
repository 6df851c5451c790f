package api

import (
	"net/http"
	"time"
)

// Bounds of a connection. A request that waits may take longer than
// readTimeout, which ends with its body, but never longer than writeTimeout.
const (
	readHeaderTimeout = 5 * time.Second
	readTimeout       = 20 * time.Second // headers and body
	writeTimeout      = maxWait + 30*time.Second
	idleTimeout       = 2 * time.Minute
	maxHeaderBytes    = 16 << 10
)

// NewServer returns a server for handler that no slow or silent client can
// hold on to. Its Shutdown waits for the requests at hand; close
// [Config.Draining] before, so that those which only wait are answered at once.
func NewServer(addr string, handler http.Handler) *http.Server {
	return &http.Server{
		Addr:              addr,
		Handler:           handler,
		ReadHeaderTimeout: readHeaderTimeout,
		ReadTimeout:       readTimeout,
		WriteTimeout:      writeTimeout,
		IdleTimeout:       idleTimeout,
		MaxHeaderBytes:    maxHeaderBytes,
	}
}

package persistence

import (
	"context"
	"database/sql/driver"
	"errors"
	"fmt"
	"io"
	"net"
	"syscall"
	"testing"

	"github.com/lib/pq"
	"github.com/lib/pq/pqerror"

	"github.com/edtronaut/livecode/executor"
)

func TestFailureOfPostgres(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		err         error
		unavailable bool
	}{
		{&net.OpError{Op: "dial", Err: syscall.ECONNREFUSED}, true},
		{&net.OpError{Op: "read", Err: syscall.ECONNRESET}, true},
		{&net.DNSError{Err: "no such host"}, true},
		{driver.ErrBadConn, true},
		{io.ErrUnexpectedEOF, true},
		{&pq.Error{Code: pqerror.AdminShutdown}, true},
		{&pq.Error{Code: pqerror.CannotConnectNow}, true},
		{&pq.Error{Code: pqerror.TooManyConnections}, true},
		{&pq.Error{Code: pqerror.DiskFull}, true},
		{&pq.Error{Code: pqerror.ReadOnlySQLTransaction}, true},
		{&pq.Error{Code: pqerror.QueryCanceled}, true}, // by the statement timeout
		{&pq.Error{Code: pqerror.UniqueViolation}, false},
		{&pq.Error{Code: pqerror.TRDeadlockDetected}, true},
		{&pq.Error{Code: pqerror.TRSerializationFailure}, true},
		{&pq.Error{Code: pqerror.CheckViolation}, false},
		{&pq.Error{Code: pqerror.UndefinedTable}, false},
		{errors.New("connection refused"), false}, // the text alone is no evidence
	} {
		s := &Store{dialect: postgres}
		got := s.failure(t.Context(), "call", fmt.Errorf("wrapped: %w", c.err))
		if !errors.Is(got, c.err) || errors.Is(got, executor.ErrUnavailable) != c.unavailable {
			t.Errorf("failure(%T %v): got %v, want ErrUnavailable: %t", c.err, c.err, got, c.unavailable)
		}
	}
}

// TestFailureOfALogin: at first it is a mistake in the URL. Of a Store that was let
// in before, the server is being changed.
func TestFailureOfALogin(t *testing.T) {
	t.Parallel()
	for _, code := range []pqerror.Code{pqerror.InvalidPassword, pqerror.InvalidAuthorizationSpecification, pqerror.InvalidCatalogName} {
		for _, opened := range []bool{false, true} {
			s := &Store{dialect: postgres, opened: opened}
			got := s.failure(t.Context(), "call", &pq.Error{Code: code})
			if errors.Is(got, executor.ErrUnavailable) != opened {
				t.Errorf("failure(%s) of a Store that is open, %t: got %v, want ErrUnavailable: %t", code, opened, got, opened)
			}
		}
	}
}

// context.DeadlineExceeded looks like an error of the network.
func TestFailureAfterTheCallersDeadline(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithTimeout(t.Context(), 0)
	defer cancel()
	for name, d := range map[string]dialect{"Postgres": postgres, "SQLite": sqlite} {
		s := &Store{dialect: d}
		for _, err := range []error{context.DeadlineExceeded, driver.ErrBadConn} {
			got := s.failure(ctx, "call", err)
			if !errors.Is(got, context.DeadlineExceeded) || errors.Is(got, executor.ErrUnavailable) {
				t.Errorf("%s: failure(%v): got %v, want %v alone", name, err, got, context.DeadlineExceeded)
			}
		}
	}
}

func TestFailureKeepsTheAnswersOfAStore(t *testing.T) {
	t.Parallel()
	s := &Store{dialect: postgres}
	for _, answer := range []error{executor.ErrNotFound, executor.ErrNotClaimable, executor.ErrFenced} {
		if got := s.failure(t.Context(), "call", answer); !errors.Is(got, answer) {
			t.Errorf("failure(%v): got %v", answer, got)
		}
	}
	if got := s.failure(t.Context(), "call", nil); got != nil {
		t.Errorf("failure(nil): got %v", got)
	}
}

package persistence

import (
	"context"
	"time"

	"github.com/google/uuid"

	"github.com/edtronaut/livecode/executor"
)

// Input: id. Output: a [sessionRow].
var selectSession = portable(`
	SELECT s.id, s.status, s.created_at, s.updated_at, coalesce(o.key_name, '') AS owner,
	       coalesce(d.language, '') AS draft_language, coalesce(d.code, '') AS draft_code,
	       coalesce(d.revision, 0) AS draft_revision, d.updated_at AS draft_updated_at
	FROM code_sessions s
	LEFT JOIN session_owners o ON o.session_id = s.id
	LEFT JOIN session_drafts d ON d.session_id = s.id
	WHERE s.id = ?`)

type sessionRow struct {
	ID             uuid.UUID
	Status         string
	CreatedAt      time.Time `db:"created_at"`
	UpdatedAt      time.Time `db:"updated_at"`
	Owner          string
	DraftLanguage  string     `db:"draft_language"`
	DraftCode      string     `db:"draft_code"`
	DraftRevision  int64      `db:"draft_revision"`
	DraftUpdatedAt *time.Time `db:"draft_updated_at"`
}

// Session reads one session with its draft, or is executor.ErrNotFound.
func (s *Store) Session(ctx context.Context, id uuid.UUID) (executor.Session, error) {
	var row sessionRow
	err := s.read.GetContext(ctx, &row, s.dialect.text(selectSession), id)
	if err != nil {
		return executor.Session{}, s.failure(ctx, "session", orNotFound(err))
	}
	return row.session(), nil
}

func (r *sessionRow) session() executor.Session {
	s := executor.Session{
		ID:        r.ID,
		Status:    r.Status,
		CreatedAt: r.CreatedAt.UTC(),
		UpdatedAt: r.UpdatedAt.UTC(),
		Owner:     r.Owner,
		Draft:     executor.Draft{Language: r.DraftLanguage, Code: r.DraftCode, Revision: r.DraftRevision},
	}
	if r.DraftUpdatedAt != nil {
		s.Draft.UpdatedAt = r.DraftUpdatedAt.UTC()
	}
	return s
}

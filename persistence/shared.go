package persistence

import (
	"context"
	"database/sql"
	"errors"
	"time"

	"github.com/edtronaut/livecode/executor"
)

// Input: token. Output: an [executionRow].
var selectSharedExecution = portable(executionColumns + `
	WHERE e.id = (SELECT execution_id FROM shares WHERE token = ?)
	  AND NOT EXISTS (SELECT 1 FROM session_deletions d WHERE d.session_id = e.session_id)`)

// Input: token. Output: a [sharedDraftRow].
var selectSharedDraft = portable(`
	SELECT d.language, d.code, d.revision, d.updated_at, s.created_at
	FROM code_sessions s LEFT JOIN session_drafts d ON d.session_id = s.id
	WHERE s.id = (SELECT session_id FROM shares WHERE token = ?)
	  AND NOT EXISTS (SELECT 1 FROM session_deletions x WHERE x.session_id = s.id)`)

type sharedDraftRow struct {
	Language  sql.NullString
	Code      sql.NullString
	Revision  sql.NullInt64
	UpdatedAt sql.NullTime `db:"updated_at"`
	CreatedAt time.Time    `db:"created_at"`
}

func (r sharedDraftRow) draft() executor.Draft {
	d := executor.Draft{
		Language: r.Language.String, Code: r.Code.String, Revision: r.Revision.Int64, UpdatedAt: r.CreatedAt.UTC(),
	}
	if r.UpdatedAt.Valid {
		d.UpdatedAt = r.UpdatedAt.Time.UTC()
	}
	return d
}

// Shared reads what the link with this token shows, as it is at that moment, or
// is executor.ErrNotFound. A token is looked for among the links to executions
// first; each statement sees link and thing at once.
func (s *Store) Shared(ctx context.Context, token string) (executor.Shared, error) {
	var e executionRow
	err := s.read.GetContext(ctx, &e, s.dialect.text(selectSharedExecution), token)
	if err == nil {
		return executor.Shared{Kind: executor.ShareExecution, Execution: e.execution()}, nil
	}
	if !errors.Is(err, sql.ErrNoRows) {
		return executor.Shared{}, s.failure(ctx, "shared execution", err)
	}
	var d sharedDraftRow
	err = s.read.GetContext(ctx, &d, s.dialect.text(selectSharedDraft), token)
	if err != nil {
		return executor.Shared{}, s.failure(ctx, "shared draft", orNotFound(err))
	}
	return executor.Shared{Kind: executor.ShareDraft, Draft: d.draft()}, nil
}

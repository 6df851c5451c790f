package persistence

import (
	"context"
	"database/sql"
	"errors"
	"time"

	"github.com/google/uuid"

	"github.com/edtronaut/livecode/executor"
)

// One statement, for it comes with each pause in typing. Whether the revision
// is the wanted one is decided by the insert where there is no draft yet, and
// under the lock of its row where there is one: of two writers who know the
// same revision, the second finds another.
//
// Inputs: language, code, id, revision, revision, language, code, revision,
// revision. Output: the new revision, or no row.
var saveDraft = portable(`
	INSERT INTO session_drafts (session_id, language, code, revision, updated_at)
	SELECT s.id, coalesce(CAST(? AS text), ''), coalesce(CAST(? AS text), ''), 1, {now}
	FROM code_sessions s LEFT JOIN session_drafts d ON d.session_id = s.id
	WHERE s.id = ? AND (CAST(? AS bigint) IS NULL OR coalesce(d.revision, 0) = CAST(? AS bigint))
	  AND NOT EXISTS (SELECT 1 FROM session_deletions x WHERE x.session_id = s.id)
	ON CONFLICT (session_id) DO UPDATE SET
	    language = coalesce(CAST(? AS text), session_drafts.language),
	    code = coalesce(CAST(? AS text), session_drafts.code),
	    revision = session_drafts.revision + 1,
	    updated_at = excluded.updated_at
	WHERE CAST(? AS bigint) IS NULL OR session_drafts.revision = CAST(? AS bigint)
	RETURNING revision`)

// Input: session_id. Output: its draft, or no row.
var selectDraft = portable(`
	SELECT language, code, revision, updated_at FROM session_drafts WHERE session_id = ?`)

// Draft reads the draft of a session: revision 0 if it has none.
func (s *Store) Draft(ctx context.Context, session uuid.UUID) (executor.Draft, error) {
	var row struct {
		Language  string
		Code      string
		Revision  int64
		UpdatedAt time.Time `db:"updated_at"`
	}
	err := s.read.GetContext(ctx, &row, s.dialect.text(selectDraft), session)
	if errors.Is(err, sql.ErrNoRows) {
		return executor.Draft{}, nil
	}
	return executor.Draft{
		Language: row.Language, Code: row.Code, Revision: row.Revision, UpdatedAt: row.UpdatedAt.UTC(),
	}, s.failure(ctx, "draft", err)
}

// SaveDraft changes the draft of a session and returns its new revision. It is
// executor.ErrStale if the draft is not at the revision that c wants, unless that
// is because c has been saved already, and executor.ErrNotFound if the session is
// unknown.
func (s *Store) SaveDraft(ctx context.Context, c executor.DraftChange) (revision int64, err error) {
	err = s.write.GetContext(ctx, &revision, s.dialect.text(saveDraft),
		c.Language, c.Code, c.SessionID, c.Revision, c.Revision,
		c.Language, c.Code, c.Revision, c.Revision)
	if err != nil && s.dialect.missingParent(err) { // deleted meanwhile
		err = executor.ErrNotFound
	}
	if !errors.Is(err, sql.ErrNoRows) {
		return revision, s.failure(ctx, "save draft", err)
	}
	if _, err := s.Session(ctx, c.SessionID); err != nil {
		return 0, err
	}
	now, err := s.Draft(ctx, c.SessionID)
	switch {
	case err != nil:
		return 0, err
	case now.Has(c):
		return now.Revision, nil
	default:
		return 0, s.failure(ctx, "save draft", executor.ErrStale)
	}
}

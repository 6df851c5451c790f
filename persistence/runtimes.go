package persistence

import (
	"context"

	"github.com/edtronaut/livecode/executor"
)

// Inputs: language, version, image.
var upsertRuntime = portable(`
	INSERT INTO language_runtimes (language, version, image, updated_at)
	VALUES (?, ?, ?, {now})
	ON CONFLICT (language) DO UPDATE SET
	    version = excluded.version, image = excluded.image, updated_at = excluded.updated_at`)

// Output: a [executor.Runtime] for each language.
var selectRuntimes = portable(`
	SELECT language, version, image FROM language_runtimes ORDER BY language`)

// SaveRuntimes tells what a worker that starts runs its languages in. Others
// that no longer exist stay until they are told anew.
func (s *Store) SaveRuntimes(ctx context.Context, runtimes []executor.Runtime) error {
	return s.inTx(ctx, "save runtimes", func(t tx) error {
		for _, rt := range runtimes {
			if _, err := t.exec(ctx, upsertRuntime, rt.Language, rt.Version, rt.Image); err != nil {
				return err
			}
		}
		return nil
	})
}

// Runtimes returns what was told last of each language.
func (s *Store) Runtimes(ctx context.Context) ([]executor.Runtime, error) {
	var list []executor.Runtime
	err := s.read.SelectContext(ctx, &list, s.dialect.text(selectRuntimes))
	return list, s.failure(ctx, "runtimes", err)
}

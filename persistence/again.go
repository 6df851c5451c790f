package persistence

// orStored makes nothing of the failure of an insert outside a transaction whose
// row is there: it is the one that was to be inserted, under an id that nobody else
// has. Where a connection breaks before the answer has come, database/sql tries
// the statement again on another, and does not say so.
func (s *Store) orStored(err error) error {
	if err != nil && s.dialect.duplicate(err) {
		return nil
	}
	return err
}

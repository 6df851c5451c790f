package persistence

import "testing"

func TestPortable(t *testing.T) {
	t.Parallel()
	got := portable(`SET a = ?, b = {now}, c = {now + ?}, d = {now - ?} WHERE id = ?`)
	want := statement{
		postgres: `SET a = $1, b = clock_timestamp(), c = (clock_timestamp() + $2 * interval '1 microsecond'), ` +
			`d = (clock_timestamp() - $3 * interval '1 microsecond') WHERE id = $4`,
		sqlite: `SET a = ?, b = (CAST(round(unixepoch('subsec') * 1000) AS INTEGER) * 1000), ` +
			`c = (CAST(round(unixepoch('subsec') * 1000) AS INTEGER) * 1000 + ?), ` +
			`d = (CAST(round(unixepoch('subsec') * 1000) AS INTEGER) * 1000 - ?) WHERE id = ?`,
	}
	if got != want {
		t.Errorf("portable:\n got %+v\nwant %+v", got, want)
	}
}

package migrations_test

import (
	"slices"
	"strings"
	"testing"
)

// queue is what a version stores that knows of no clients: in a session of a key
// and in one of nobody, each time one that waits, one that runs and one that has
// ended. ## stands for different digits each time.
var queue = []string{
	`INSERT INTO code_sessions (id, status, created_at, updated_at) VALUES
	 ('018f3f2e-0000-7000-8000-0000000000##', 'ACTIVE', {now}, {now}), ('018f3f2e-0000-7000-8000-0000000001##', 'ACTIVE', {now}, {now})`,
	`INSERT INTO session_owners (session_id, key_name) VALUES ('018f3f2e-0000-7000-8000-0000000000##', 'ada ##')`,
	`INSERT INTO executions (id, session_id, code, language, status, created_at) VALUES
	 ('018f3f2e-0000-7000-8000-0000000010##', '018f3f2e-0000-7000-8000-0000000000##', '1', 'python', 'QUEUED', {now}),
	 ('018f3f2e-0000-7000-8000-0000000011##', '018f3f2e-0000-7000-8000-0000000000##', '1', 'python', 'RUNNING', {now}),
	 ('018f3f2e-0000-7000-8000-0000000012##', '018f3f2e-0000-7000-8000-0000000000##', '1', 'python', 'FAILED', {now}),
	 ('018f3f2e-0000-7000-8000-0000000020##', '018f3f2e-0000-7000-8000-0000000001##', '1', 'python', 'QUEUED', {now}),
	 ('018f3f2e-0000-7000-8000-0000000021##', '018f3f2e-0000-7000-8000-0000000001##', '1', 'python', 'RUNNING', {now})`,
}

// queued is what is then known of their clients.
var queued = []string{
	"018f3f2e-0000-7000-8000-0000000010## ada ## waits",
	"018f3f2e-0000-7000-8000-0000000011## ada ## runs",
	"018f3f2e-0000-7000-8000-0000000020## 018f3f2e-0000-7000-8000-0000000001## waits",
	"018f3f2e-0000-7000-8000-0000000021## 018f3f2e-0000-7000-8000-0000000001## runs",
}

// TestClientsOfEarlierVersions: what waits and runs when the tables change has a
// client, and so has what an earlier version then stores, for as long as it has
// not ended.
func TestClientsOfEarlierVersions(t *testing.T) {
	t.Parallel()
	onEach(t, func(t *testing.T, d database) {
		db := d.open(t)
		provider, now := stepsOf(t, d, db)
		exec := func(digits string, statements ...string) {
			t.Helper()
			for _, sql := range statements {
				if _, err := db.Exec(strings.NewReplacer("##", digits, "{now}", now).Replace(sql)); err != nil {
					t.Fatalf("%s: %v", sql, err)
				}
			}
		}
		want := func(rows ...string) {
			t.Helper()
			var got string
			const query = `SELECT coalesce(string_agg(CAST(execution_id AS text) || ' ' || client || CASE WHEN waits THEN ' waits' ELSE ' runs' END, ','), '')
				FROM execution_clients`
			if err := db.QueryRow(query).Scan(&got); err != nil {
				t.Fatalf("%s: %v", query, err)
			}
			list := strings.Split(got, ",")
			slices.Sort(list)
			if !slices.Equal(list, rows) {
				t.Errorf("clients:\n got %q\nwant %q", list, rows)
			}
		}
		if _, err := provider.UpTo(t.Context(), 11); err != nil {
			t.Fatalf("UpTo: %v", err)
		}
		exec("11", queue...)
		up(t, db, d.dialect)
		want(with("11", queued...)...)
		exec("11", `UPDATE executions SET status = 'FAILED' WHERE status = 'QUEUED'`, `UPDATE executions SET status = 'COMPLETED'`)
		want("")
		exec("22", queue...)
		want(with("22", queued...)...)
		exec("22", `UPDATE executions SET status = 'RUNNING' WHERE status IN ('QUEUED', 'RUNNING')`)
		want(with("22", "018f3f2e-0000-7000-8000-0000000010## ada ## runs", queued[1],
			"018f3f2e-0000-7000-8000-0000000020## 018f3f2e-0000-7000-8000-0000000001## runs", queued[3])...)
		exec("22", `DELETE FROM code_sessions WHERE id = '018f3f2e-0000-7000-8000-0000000000##'`)
		want(with("22", "018f3f2e-0000-7000-8000-0000000020## 018f3f2e-0000-7000-8000-0000000001## runs", queued[3])...)
	})
}

func with(digits string, rows ...string) (list []string) {
	for _, row := range rows {
		list = append(list, strings.ReplaceAll(row, "##", digits))
	}
	return list
}

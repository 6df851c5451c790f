package chaos

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
	"time"
)

// drafts is somebody who writes: he saves each draft over the one before, again and
// again until he is told that it is saved.
type drafts struct {
	sent     int // the draft that was sent last
	saved    int // and of which it is known that it is saved
	revision int64
}

func draftText(n int) string { return fmt.Sprintf("draft %d", n) }

// write saves drafts until the load ends.
func (l *load) write() {
	tick := time.NewTicker(every)
	defer tick.Stop()
	for {
		if l.drafts.saved == l.drafts.sent {
			l.drafts.sent++
		}
		if revision, ok := l.save(l.drafts.sent, l.drafts.revision); ok {
			l.drafts.saved, l.drafts.revision = l.drafts.sent, revision
		}
		select {
		case <-tick.C:
		case <-l.stopped:
			return
		}
	}
}

// save asks once for a draft to be saved over that revision.
func (l *load) save(n int, over int64) (revision int64, ok bool) {
	body, _ := json.Marshal(map[string]string{"code": draftText(n)})
	req, err := http.NewRequest(http.MethodPatch, l.url()+"/api/code-sessions/"+l.session, bytes.NewReader(body))
	if err != nil {
		l.tr.Error(err)
		return 0, false
	}
	req.Header.Set("Content-Type", "application/json")
	req.Header.Set("If-Match", fmt.Sprintf(`"%d"`, over))
	resp, err := l.client.Do(req)
	if err != nil {
		return 0, false
	}
	defer resp.Body.Close()
	var answer struct{ Revision int64 }
	err = json.NewDecoder(resp.Body).Decode(&answer)
	if resp.StatusCode < 500 && resp.StatusCode != http.StatusOK {
		l.tr.Errorf("%s over revision %d, which nobody else changes: %s", draftText(n), over, resp.Status)
	}
	return answer.Revision, err == nil && resp.StatusCode == http.StatusOK
}

// checkDraft checks that the draft is the last one that is known to be saved, or the
// next one, of which nobody knows.
func (tr *trial) checkDraft() {
	tr.Helper()
	d := tr.load.drafts
	resp, err := tr.load.client.Get(tr.load.url() + "/api/code-sessions/" + tr.load.session)
	if err != nil {
		tr.Error(err)
		return
	}
	defer resp.Body.Close()
	var session struct {
		Draft struct {
			Code     string
			Revision int64
		}
	}
	err = json.NewDecoder(resp.Body).Decode(&session)
	known := session.Draft.Code == draftText(d.saved) && session.Draft.Revision == d.revision
	next := d.sent > d.saved && session.Draft.Code == draftText(d.sent) && session.Draft.Revision > d.revision
	if err != nil || d.saved == 0 || !known && !next {
		tr.Errorf("the draft is %+v, error %v; %q was saved as revision %d, and %q was sent last",
			session.Draft, err, draftText(d.saved), d.revision, draftText(d.sent))
	}
}

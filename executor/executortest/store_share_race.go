package executortest

import (
	"errors"

	"github.com/edtronaut/livecode/executor"
)

var shareRaceTests = map[string]func(storeTest){
	"RequestsForALinkAtOnceMakeOne":   raceShares,
	"ALinkIsThereOrRevoked":           raceShareAndRevoke,
	"NothingIsSharedAfterItsDeletion": raceShareAndDelete,
}

func raceShares(s storeTest) {
	for range rounds / 2 { // each with two kinds
		for _, of := range s.shareables() {
			got := make([]executor.Share, racers)
			tokens := make([]string, racers)
			for i := range tokens {
				tokens[i] = s.newToken()
			}
			for i, err := range race(racers, func(i int) (err error) {
				got[i], err = s.CreateShare(s.Context(), of, tokens[i])
				return err
			}) {
				s.wantError("CreateShare", err, nil)
				equal(s, "CreateShare", got[i], got[0])
			}
			for _, token := range tokens {
				if token != got[0].Token {
					s.wantNoLink(token)
				}
			}
			equal(s, "Shared: Kind", s.shown(got[0].Token).Kind, of.Kind)
		}
	}
}

// Whoever is told of a link while it is revoked is told of the one that is
// revoked, or of the next one, which is then there.
func raceShareAndRevoke(s storeTest) {
	for range rounds {
		for _, of := range s.shareables() {
			old, made := s.share(of), executor.Share{}
			token := s.newToken()
			for _, err := range race(2, func(i int) (err error) {
				if i == 0 {
					return s.DeleteShare(s.Context(), of)
				}
				made, err = s.CreateShare(s.Context(), of, token)
				return err
			}) {
				s.wantError("DeleteShare (0) or CreateShare (1)", err, nil)
			}
			s.wantNoLink(old.Token)
			if made.Token == token {
				equal(s, "Shared: Kind", s.shown(token).Kind, of.Kind)
			} else {
				equal(s, "CreateShare", made, old)
				s.wantNoLink(token)
			}
		}
	}
}

func raceShareAndDelete(s storeTest) {
	for range rounds {
		both, tokens := s.shareables(), []string{s.newToken(), s.newToken()}
		for i, err := range race(3, func(i int) (err error) {
			if i == 2 {
				_, err = s.DeleteSession(s.Context(), both[0].ID)
				return err
			}
			_, err = s.CreateShare(s.Context(), both[i], tokens[i])
			return err
		}) {
			if err != nil && (i == 2 || !errors.Is(err, executor.ErrNotFound)) {
				s.Errorf("CreateShare (0, 1) or DeleteSession (2): call %d: got error %v", i, err)
			}
		}
		for i, of := range both {
			s.wantNoLink(tokens[i])
			s.wantUnknown(of)
		}
	}
}

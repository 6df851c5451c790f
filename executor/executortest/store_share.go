package executortest

import (
	"strings"

	"github.com/edtronaut/livecode/executor"
)

var shareTests = map[string]func(storeTest){
	"AThingHasOneLink":               shareOnce,
	"ARevokedLinkShowsNothing":       shareRevoked,
	"AnExecutionIsSharedAsItIs":      shareOfExecution,
	"ADraftIsSharedAsItIs":           shareOfDraft,
	"ASessionsLinksAreApart":         shareApart,
	"WhatIsUnknownCannotBeShared":    shareOfNothing,
	"WhatIsDeletedIsNoLongerShared":  shareOfDeleted,
	"OnlyTheWholeTokenShowsAnything": shareByToken,
}

// The kinds, for short.
const executionOf, draftOf = executor.ShareExecution, executor.ShareDraft

// newToken makes a token that nobody else has.
func (s storeTest) newToken() string { return strings.ReplaceAll(s.newID().String(), "-", "_") }

// shareables are a new session's draft and an execution in that session.
func (s storeTest) shareables() []executor.Shareable {
	s.Helper()
	session := s.session()
	return []executor.Shareable{
		{Kind: draftOf, ID: session}, {Kind: executionOf, ID: s.queuedIn(session, executor.Input{})},
	}
}

// share makes a link, which must be a new one.
func (s storeTest) share(of executor.Shareable) executor.Share {
	s.Helper()
	token := s.newToken()
	share, err := s.CreateShare(s.Context(), of, token)
	s.wantError("CreateShare", err, nil)
	equal(s, "CreateShare: token", share.Token, token)
	return share
}

// shown is what a link must show.
func (s storeTest) shown(token string) executor.Shared {
	s.Helper()
	shared, err := s.Shared(s.Context(), token)
	s.wantError("Shared", err, nil)
	return shared
}

// wantNoLink checks that a token shows nothing.
func (s storeTest) wantNoLink(token string) {
	s.Helper()
	_, err := s.Shared(s.Context(), token)
	s.wantError("Shared", err, executor.ErrNotFound)
}

func shareOnce(s storeTest) {
	for _, of := range s.shareables() {
		_, err := s.Share(s.Context(), of)
		s.wantError("Share before there is a link", err, executor.ErrNotShared)
		first := s.share(of)
		if first.CreatedAt.IsZero() {
			s.Errorf("CreateShare of %v: no time", of)
		}
		again, err := s.CreateShare(s.Context(), of, s.newToken())
		s.wantError("second CreateShare", err, nil)
		equal(s, "second CreateShare", again, first)
		read, err := s.Share(s.Context(), of)
		s.wantError("Share", err, nil)
		equal(s, "Share", read, first)
	}
}

func shareRevoked(s storeTest) {
	for _, of := range s.shareables() {
		s.wantError("DeleteShare without a link", s.DeleteShare(s.Context(), of), nil)
		first := s.share(of)
		for range 2 {
			s.wantError("DeleteShare", s.DeleteShare(s.Context(), of), nil)
			s.wantNoLink(first.Token)
			_, err := s.Share(s.Context(), of)
			s.wantError("Share of what is revoked", err, executor.ErrNotShared)
		}
		second := s.share(of)
		s.wantNoLink(first.Token)
		equal(s, "Shared: Kind", s.shown(second.Token).Kind, of.Kind)
	}
}

func shareOfExecution(s storeTest) {
	id := s.queued()
	link := s.share(executor.Shareable{Kind: executionOf, ID: id})
	look := func(status executor.Status) executor.Execution {
		s.Helper()
		got := s.shown(link.Token)
		equal(s, "Shared: Kind", got.Kind, executionOf)
		equal(s, "Shared: ID", got.Execution.ID, id)
		equal(s, "Shared: Status", got.Execution.Status, status)
		return got.Execution
	}
	equal(s, "Shared: Code", look(executor.StatusQueued).Code, program)
	job := s.mustClaim(id, "worker", longLease)
	equal(s, "Shared: attempt", look(executor.StatusRunning).Attempt.Number, 1)
	s.wantError("Finish", s.Finish(s.Context(), job.Attempt, exited(0)), nil)
	got, want := look(executor.StatusCompleted), s.execution(id)
	equal(s, "Shared: Stdout", got.Stdout, want.Stdout)
	equal(s, "Shared: Termination", got.Attempt.Termination, want.Attempt.Termination)
}

func shareOfDraft(s storeTest) {
	session := s.sessionOf("alice")
	made, err := s.Session(s.Context(), session)
	s.wantError("Session", err, nil)
	link := s.share(executor.Shareable{Kind: draftOf, ID: session})
	look := func(want executor.Draft) {
		s.Helper()
		equal(s, "Shared", s.shown(link.Token), executor.Shared{Kind: draftOf, Draft: want})
	}
	look(executor.Draft{UpdatedAt: made.CreatedAt})
	for _, code := range []string{"print('ä😀')", ""} {
		_, err := s.save(session, new("python"), &code, -1)
		s.wantError("SaveDraft", err, nil)
		look(s.draft(session))
	}
}

// Of a session, its draft, and each execution the links have nothing to do with
// each other.
func shareApart(s storeTest) {
	draft, one := s.shareables()[0], executor.Shareable{Kind: executionOf}
	one.ID = s.queuedIn(draft.ID, executor.Input{})
	other := executor.Shareable{Kind: executionOf, ID: s.queuedIn(draft.ID, executor.Input{})}
	links := map[executor.Shareable]executor.Share{draft: s.share(draft), one: s.share(one)}
	_, err := s.Share(s.Context(), other)
	s.wantError("Share of another execution", err, executor.ErrNotShared)
	s.wantError("DeleteShare", s.DeleteShare(s.Context(), other), nil)
	for of, link := range links {
		got := s.shown(link.Token)
		equal(s, "Shared: Kind", got.Kind, of.Kind)
		equal(s, "Shared: Kind is an execution", got.Execution.ID == one.ID, of == one)
	}
	s.wantError("DeleteShare", s.DeleteShare(s.Context(), one), nil)
	s.wantNoLink(links[one].Token)
	equal(s, "Shared: Kind", s.shown(links[draft].Token).Kind, draftOf)
}

func shareOfNothing(s storeTest) {
	s.wantUnknown(executor.Shareable{Kind: draftOf, ID: s.newID()})
	s.wantUnknown(executor.Shareable{Kind: executionOf, ID: s.newID()})
	// An id of the other kind is none.
	both := s.shareables()
	s.wantUnknown(executor.Shareable{Kind: executionOf, ID: both[0].ID})
	s.wantUnknown(executor.Shareable{Kind: draftOf, ID: both[1].ID})
}

// wantUnknown checks that there is nothing that could be shared.
func (s storeTest) wantUnknown(of executor.Shareable) {
	s.Helper()
	_, err := s.CreateShare(s.Context(), of, s.newToken())
	s.wantError("CreateShare", err, executor.ErrNotFound)
	_, err = s.Share(s.Context(), of)
	s.wantError("Share", err, executor.ErrNotFound)
	s.wantError("DeleteShare", s.DeleteShare(s.Context(), of), executor.ErrNotFound)
}

func shareOfDeleted(s storeTest) {
	kept, gone := s.shareables(), s.shareables()
	var links []executor.Share
	for _, of := range append(gone, kept...) {
		links = append(links, s.share(of))
	}
	_, err := s.DeleteSession(s.Context(), gone[0].ID)
	s.wantError("DeleteSession", err, nil)
	for i, of := range gone {
		s.wantNoLink(links[i].Token)
		s.wantUnknown(of)
		equal(s, "Shared of another session: Kind", s.shown(links[len(gone)+i].Token).Kind, of.Kind)
	}
}

func shareByToken(s storeTest) {
	s.wantNoLink(s.newToken())
	of := s.shareables()[0]
	token := s.newToken() + "aZ"
	_, err := s.CreateShare(s.Context(), of, token)
	s.wantError("CreateShare", err, nil)
	for _, wrong := range []string{"", "%", token + "a", token[1:], strings.ToLower(token), strings.ToUpper(token), strings.Replace(token, "_", "%", 1)} {
		s.wantNoLink(wrong)
	}
	equal(s, "Shared: Kind", s.shown(token).Kind, draftOf)
}

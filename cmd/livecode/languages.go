package main

import (
	"context"
	"sync/atomic"
	"time"

	"github.com/edtronaut/livecode/api"
	"github.com/edtronaut/livecode/executor"
	"github.com/edtronaut/livecode/images"
)

// languages is what the API tells of the languages.
type languages struct {
	catalogue []images.Entry
	runtimes  *atomic.Pointer[[]executor.Runtime] // as the workers told last
}

// refreshLanguages is how often the API asks what the workers have told.
const refreshLanguages = 10 * time.Second

// startLanguages begins to follow what the workers tell of their runtimes.
func (p *process) startLanguages(ctx context.Context) (stop func(), err error) {
	p.languages.runtimes = new(atomic.Pointer[[]executor.Runtime])
	if p.languages.catalogue, err = images.Catalogue(); err != nil {
		return nil, err
	}
	for i := range p.languages.catalogue {
		e := &p.languages.catalogue[i]
		e.Limits = p.cfg.limits(e.Limits)
	}
	p.refreshRuntimes(ctx)
	ctx, cancel := context.WithCancel(context.WithoutCancel(ctx))
	done := make(chan struct{})
	go func() {
		defer close(done)
		tick := time.NewTicker(refreshLanguages)
		defer tick.Stop()
		for {
			select {
			case <-ctx.Done():
				return
			case <-tick.C:
				p.refreshRuntimes(ctx)
			}
		}
	}()
	return func() {
		cancel()
		<-done
	}, nil
}

func (p *process) refreshRuntimes(ctx context.Context) {
	list, err := p.store.Runtimes(ctx)
	if err != nil {
		p.log.Warn().Err(err).Msg("what the workers run languages in is not known at present")
		return
	}
	p.languages.runtimes.Store(&list)
}

// list joins the catalogue with what the workers told.
func (l *languages) list() []api.Language {
	told := map[string]executor.Runtime{}
	if runtimes := l.runtimes.Load(); runtimes != nil {
		for _, rt := range *runtimes {
			told[rt.Language] = rt
		}
	}
	list := make([]api.Language, len(l.catalogue))
	for i, e := range l.catalogue {
		list[i] = api.Language{Language: e.Language, Version: told[e.ID].Version, Image: told[e.ID].Image}
	}
	return list
}

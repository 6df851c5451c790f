package docker

import (
	"context"
	"slices"
)

// next finds what is to be done first, and claims it if it is to be done now:
// a session to drop is out of the pool then, and one to add is on its way.
// What is missing comes before what is too much, unless there is no memory.
func (p *pool) next(claim bool) (s step) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.bury()
	targets, without := p.demand.targets(p.now())
	p.tell(without)
	if s.add = p.lacking(targets); s.add != nil {
		if claim {
			p.coming[s.add.ID]++
		}
		return s
	}
	language := p.surplus(targets)
	if language == "" {
		return s
	}
	s.drop = p.idle[language][0]
	if claim {
		p.idle[language] = p.idle[language][1:]
	}
	return s
}

// lacking names the language for which a session is missing and may be added;
// of several the one that has the smallest part of what it should. Successors
// of old sessions are added one at a time.
func (p *pool) lacking(targets map[string]int) (most *Runtime) {
	held := p.heldAndComing()
	least := 1.
	for i, rt := range p.sb.cfg.Runtimes {
		target := targets[rt.ID]
		if p.coming[rt.ID]+len(p.idle[rt.ID]) > target || !p.demand.fits(rt.ID, held) {
			continue
		}
		if part := float64(p.coming[rt.ID]+p.young(rt.ID)) / float64(target); target > 0 && part < least {
			most, least = &p.sb.cfg.Runtimes[i], part
		}
	}
	return most
}

// surplus names a language that has a session to spare: more than it should,
// or an old one in the way of its successor.
func (p *pool) surplus(targets map[string]int) (language string) {
	held := p.heldAndComing()
	for _, rt := range p.sb.cfg.Runtimes {
		warm, target := len(p.idle[rt.ID]), targets[rt.ID]
		old := warm - p.young(rt.ID)
		blocked := old > 0 && p.young(rt.ID)+p.coming[rt.ID] < target && !p.demand.fits(rt.ID, held)
		if warm > target || blocked {
			return rt.ID
		}
	}
	return ""
}

// young counts the sessions that are not to be replaced for their age.
func (p *pool) young(language string) (n int) {
	for _, s := range p.idle[language] {
		if p.now().Sub(s.opened) <= p.maxAge {
			n++
		}
	}
	return n
}

// heldAndComing is what the sessions take that wait or are being made, in
// bytes.
func (p *pool) heldAndComing() int64 {
	bytes := p.held()
	for language, n := range p.coming {
		bytes += int64(n) * p.demand.cost(language)
	}
	return bytes
}

// bury lets go of the sessions that have died or are of no use.
func (p *pool) bury() {
	for language, idle := range p.idle {
		p.idle[language] = slices.DeleteFunc(idle, func(s *session) bool {
			if p.good(s) {
				return false
			}
			p.sb.release(context.Background(), s)
			return true
		})
	}
}

// tell logs which languages have no warm container for want of memory, when
// that changes.
func (p *pool) tell(without []string) {
	if slices.Equal(without, p.without) {
		return
	}
	p.without = without
	if len(without) > 0 {
		p.sb.cfg.Log.Warn().Strs("languages", without).Int64("bytes", p.demand.budget).
			Msg("POOL_MEMORY does not hold a warm container of each language; these start cold")
	}
}

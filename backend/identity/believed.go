package identity

import (
	"sync"
	"time"
)

// Bounds of what is believed of API keys without asking again: so long, and so many. Who sends readings
// asks with the same key many times a second. What this process revokes ends at once (ForgetKeys);
// what another one revokes or changes of a key holds here for so long.
const (
	believedFor = 3 * time.Second
	maxBelieved = 10_000
)

// keyHash is what a key is known by.
type keyHash [tokenBytes]byte

// belief is what a key was found to stand for.
type belief struct {
	at        time.Time
	record    KeyRecord
	principal Principal
}

// believed are the keys that were found a moment ago.
type believed struct {
	mu    sync.Mutex
	kept  map[keyHash]belief
	round int // counts what was forgotten: what was read before does not come back
}

// of is what is believed of a key, and which round it is.
func (b *believed) of(key keyHash, now time.Time) (found belief, round int, ok bool) {
	b.mu.Lock()
	defer b.mu.Unlock()
	found, ok = b.kept[key]
	age := now.Sub(found.at)
	return found, b.round, ok && age >= 0 && age < believedFor
}

// keep believes what was read in a round, unless that is over.
func (b *believed) keep(key keyHash, found belief, round int) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if round != b.round {
		return
	}
	if b.kept == nil || len(b.kept) >= maxBelieved {
		b.kept = map[keyHash]belief{}
	}
	b.kept[key] = found
}

func (b *believed) forget() {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.kept = nil
	b.round++
}

// ForgetKeys has every API key asked for again: one was revoked.
func (s *Service) ForgetKeys() { s.believed.forget() }

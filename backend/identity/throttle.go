package identity

import (
	"sync"
	"time"
)

// Bounds of guessing: so many failed attempts per e-mail, key and address within one window. One
// address may be the way out of a whole office.
const (
	throttleWindow   = 15 * time.Minute
	failuresPerEmail = 8
	failuresPerHost  = 60
	failuresPerKey   = 8
	throttleEntries  = 20_000
)

// Attempts bounds guessing of what other packages check, as logins are bounded. It is safe for
// concurrent use.
type Attempts struct{ throttle throttle }

// NewAttempts has seen no attempt.
func NewAttempts() *Attempts { return &Attempts{throttle{entries: map[string]failures{}}} }

// Take counts an attempt against each key, as failed until Forgive says otherwise. It refuses with the
// time to wait where a key has used up its number of the window.
func (a *Attempts) Take(now time.Time, limits map[string]int) (wait time.Duration, ok bool) {
	return a.throttle.take(now, limits)
}

// Forgive takes one attempt of each key back.
func (a *Attempts) Forgive(limits map[string]int) { a.throttle.forgive(limits) }

// throttle counts failed attempts. Its size is bounded: when it is full, the oldest window is
// forgotten first.
type throttle struct {
	mu      sync.Mutex
	entries map[string]failures
}

type failures struct {
	since time.Time
	count int
}

// take counts an attempt as failed until forgive says otherwise, so that attempts made at once
// count too. It refuses with the time to wait where a key has used up its window.
func (t *throttle) take(now time.Time, limits map[string]int) (wait time.Duration, ok bool) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if wait := t.wait(now, limits); wait > 0 {
		return wait, false
	}
	t.count(now, limits)
	return 0, true
}

// allows is take without counting: for credentials that nobody guesses and many use at once, whose
// failures are counted by failed afterwards.
func (t *throttle) allows(now time.Time, limits map[string]int) (wait time.Duration, ok bool) {
	t.mu.Lock()
	defer t.mu.Unlock()
	wait = t.wait(now, limits)
	return wait, wait == 0
}

// failed counts an attempt that was allowed.
func (t *throttle) failed(now time.Time, limits map[string]int) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.count(now, limits)
}

func (t *throttle) wait(now time.Time, limits map[string]int) (wait time.Duration) {
	for key, limit := range limits {
		f, known := t.entries[key]
		if known && now.Sub(f.since) < throttleWindow && f.count >= limit {
			wait = max(wait, throttleWindow-now.Sub(f.since))
		}
	}
	return wait
}

func (t *throttle) count(now time.Time, limits map[string]int) {
	for key := range limits {
		f, known := t.entries[key]
		if !known || now.Sub(f.since) >= throttleWindow {
			t.makeRoom(now)
			f = failures{since: now}
		}
		f.count++
		t.entries[key] = f
	}
}

// forgive takes back one attempt of these keys: the login was right. What failed before stays
// counted, or one known password would allow guessing others.
func (t *throttle) forgive(limits map[string]int) {
	t.mu.Lock()
	defer t.mu.Unlock()
	for key := range limits {
		f, ok := t.entries[key]
		if !ok {
			continue
		}
		if f.count--; f.count <= 0 {
			delete(t.entries, key)
			continue
		}
		t.entries[key] = f
	}
}

func (t *throttle) makeRoom(now time.Time) {
	if len(t.entries) < throttleEntries {
		return
	}
	var oldest string
	var since time.Time
	for key, f := range t.entries {
		if now.Sub(f.since) >= throttleWindow {
			delete(t.entries, key)
			continue
		}
		if oldest == "" || f.since.Before(since) {
			oldest, since = key, f.since
		}
	}
	if len(t.entries) >= throttleEntries {
		delete(t.entries, oldest)
	}
}

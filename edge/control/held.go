package control

import "time"

// Held measures for how long a condition has held without interruption, by the time between cycles
// rather than by the clock, so that a clock that is set back loses nothing.
type Held struct {
	on      bool
	elapsed time.Duration
}

// While goes on by one cycle: since is the time since the cycle before, on whether the condition
// holds now. It answers for how long it has held; 0 in the first cycle in which it does.
func (h *Held) While(on bool, since time.Duration) time.Duration {
	switch {
	case !on:
		*h = Held{}
	case h.on:
		h.elapsed += since
	default:
		*h = Held{on: true}
	}
	return h.elapsed
}

// Past reports whether the condition holds and has held for d at least. A d of 0 is past at once.
func (h *Held) Past(on bool, since, d time.Duration) bool { return h.While(on, since) >= d && on }

// Elapsed is for how long it has held so far.
func (h *Held) Elapsed() time.Duration { return h.elapsed }

// On reports whether it held in the last cycle.
func (h *Held) On() bool { return h.on }

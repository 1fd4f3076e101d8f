package load

import "time"

// pace is how slowly something is switched.
type pace struct{ onDelay, offDelay, minRun, minPause time.Duration }

// relay is what is switched at a pace: on after it has been wanted for a delay, and on for a least
// time; off likewise. The zero relay is off since now.
type relay struct {
	on     bool
	held   time.Duration // since it was last switched
	asked  bool          // the other is wanted
	asking time.Duration // for how long
}

// step moves on by the time since the last cycle. A cause that is seen for the first time has been
// there for no time.
func (r *relay) step(want bool, since time.Duration, p pace) bool {
	r.held += since
	if want == r.on {
		r.asked = false
		return r.on
	}
	if r.asked {
		r.asking += since
	} else {
		r.asked, r.asking = true, 0
	}
	delay, least := p.onDelay, p.minPause
	if r.on {
		delay, least = p.offDelay, p.minRun
	}
	if r.asking >= delay && r.held >= least {
		*r = relay{on: want}
	}
	return r.on
}

// truth is a switch as the value of its channel.
func truth(on bool) float64 {
	if on {
		return 1
	}
	return 0
}

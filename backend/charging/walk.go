package charging

import (
	"bytes"
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"ohmstead/energy/slot"
)

// Checkpoint is what is known from all readings before an instant.
type Checkpoint struct {
	At    time.Time
	State State
}

// kept is how long checkpoints are kept behind the newest: longer than readings come late.
const kept = 32 * 24 * time.Hour

// Walk derives the sessions of a charger anew where its readings have changed: from the last checkpoint before
// them, until it meets a later one whose state is what it was.
type Walk struct {
	begun  Checkpoint
	stored []Checkpoint
	ahead  []Checkpoint // those of stored that are still to be reached
	until  time.Time    // no reading has changed from then on
	fold   *Fold
	met    *Checkpoint
	passed []Checkpoint // stored ones that are not what they were
	days   []Checkpoint
	last   [2]Checkpoint // the quarter hours of the newest readings, and the one before
}

// NewWalk is a walk over readings that have changed within an interval, with the checkpoints of the charger in
// order of time.
func NewWalk(stored []Checkpoint, changed slot.Interval, of Register) *Walk {
	w := &Walk{begun: Checkpoint{At: changed.From}, stored: stored, ahead: stored, until: changed.To}
	for len(w.ahead) > 0 && !w.ahead[0].At.After(changed.From) {
		w.begun, w.ahead = w.ahead[0], w.ahead[1:]
	}
	if len(w.ahead) == len(stored) { // nothing is known from before: also what comes for this time later begins here
		w.days = append(w.days, w.begun)
	}
	w.fold = Begin(w.begun.State, of)
	return w
}

// From is the instant of the first reading that the walk needs.
func (w *Walk) From() time.Time { return w.begun.At }

// Met reports whether the walk needs no more readings.
func (w *Walk) Met() bool { return w.met != nil }

// Take goes on with all readings of the next time, in order: by instant, then by channel.
func (w *Walk) Take(readings []Reading) error {
	for _, r := range readings {
		if err := w.reach(r.At); err != nil || w.met != nil {
			return err
		}
		w.note(r.At)
		w.fold.Take(r)
	}
	return nil
}

// reach passes the checkpoints up to an instant.
func (w *Walk) reach(at time.Time) error {
	for len(w.ahead) > 0 && !w.ahead[0].At.After(at) && w.met == nil {
		next := w.ahead[0]
		w.ahead = w.ahead[1:]
		now := w.fold.State()
		is, err := now.equal(next.State)
		switch {
		case err != nil:
			return err
		case is && !next.At.Before(w.until):
			w.met = &next
		case !is:
			w.passed = append(w.passed, Checkpoint{next.At, now})
		}
	}
	return nil
}

// note takes down what is known before a reading, where it is the first of a quarter hour or a day.
func (w *Walk) note(at time.Time) {
	quarter := slot.Floor(at, slot.QuarterHour).UTC()
	if !quarter.After(w.last[1].At) {
		return
	}
	before := max(w.begun.At.Unix(), w.last[1].At.Unix())
	w.last[0], w.last[1] = w.last[1], Checkpoint{quarter, w.fold.State()}
	if day := slot.Floor(at, 24*time.Hour).UTC(); day.Unix() > before {
		w.days = append(w.days, Checkpoint{day, w.last[1].State})
	}
}

func (s State) equal(other State) (bool, error) {
	a, errA := json.Marshal(s)
	b, errB := json.Marshal(other)
	if errA != nil || errB != nil {
		return false, fmt.Errorf("write what is known of a charger: %w, %w", errA, errB)
	}
	return bytes.Equal(a, b), nil
}

// Outcome is what follows from a walk: the sessions that begin at or after From, before To where it is not zero
// and without those that begin at Open, are these.
type Outcome struct {
	From, To time.Time
	Open     []time.Time // the beginnings of what is not over at To
	Sessions []Session
	Keep     []Checkpoint // those that are new or changed
	Forget   []time.Time
}

// Concerns reports whether a stored session is one that the outcome tells anew.
func (o Outcome) Concerns(s Session) bool {
	return !s.Started.Before(o.From) && (o.To.IsZero() || s.Started.Before(o.To) && !slices.ContainsFunc(o.Open, s.Started.Equal))
}

// End is what follows, after all readings there are or those until the walk has met what was known.
func (w *Walk) End(now time.Time) (Outcome, error) {
	o := Outcome{From: w.begun.At, Sessions: w.fold.Ended()}
	for _, start := range w.begun.State.open() {
		if start.Before(o.From) {
			o.From = start
		}
	}
	if w.met == nil {
		for _, c := range w.ahead {
			if err := w.reach(c.At); err != nil {
				return o, err
			}
		}
	}
	if w.met != nil {
		o.To, o.Open = w.met.At, w.met.State.open()
	} else {
		o.Sessions = w.fold.Sessions(now)
	}
	o.Keep, o.Forget = w.shelve()
	return o, nil
}

// shelve says which checkpoints to keep: midnights, the first, and the newest.
func (w *Walk) shelve() (keep []Checkpoint, forget []time.Time) {
	fresh := slices.Concat(w.passed, w.days)
	if w.met == nil {
		newest := w.last[0]
		if newest.At.IsZero() {
			newest = w.last[1]
		}
		if !newest.At.IsZero() {
			fresh = append(fresh, newest)
		}
	}
	all := map[int64]Checkpoint{}
	was, isNew := map[int64]bool{}, map[int64]bool{}
	for _, c := range w.stored {
		all[c.At.UnixMicro()], was[c.At.UnixMicro()] = c, true
	}
	for _, c := range fresh {
		key := c.At.UnixMicro()
		if !was[key] || slices.ContainsFunc(w.passed, func(p Checkpoint) bool { return p.At.Equal(c.At) }) {
			all[key], isNew[key] = c, true
		}
	}
	instants := make([]int64, 0, len(all))
	for at := range all {
		instants = append(instants, at)
	}
	slices.Sort(instants)
	for i, at := range instants {
		c := all[at]
		first, newest := i == 0, i == len(instants)-1
		old := !newest && time.UnixMicro(instants[len(instants)-1]).Sub(time.UnixMicro(instants[i+1])) >= kept
		switch stays := !old && (first || newest || c.At.Equal(slot.Floor(c.At, 24*time.Hour))); {
		case stays && isNew[at]:
			keep = append(keep, c)
		case !stays && was[at]:
			forget = append(forget, c.At)
		}
	}
	return keep, forget
}

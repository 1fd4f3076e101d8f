package charging

import (
	"math"
	"slices"
	"time"

	"ohmstead/energy/counter"
	"ohmstead/energy/point"
)

// State is what is known of a connector from all readings before an instant. The zero State knows nothing.
type State struct {
	Session  *Session  `json:"session,omitempty"`  // the one that goes on
	Settling *Session  `json:"settling,omitempty"` // the one that has just ended, whose register may still rise
	Until    time.Time `json:"until,omitzero"`     // it may rise until then
	Away     time.Time `json:"away,omitzero"`      // when no vehicle was there last
	Showed   *int64    `json:"showed,omitempty"`   // J on the register last
	Resumed  *Resumed  `json:"resumed,omitempty"`
	Fallen   *Fallen   `json:"fallen,omitempty"`
}

// Resumed is a session that goes on after nothing was known for a while, until the register tells whether it
// is the same one.
type Resumed struct {
	Before Session   `json:"before"` // as it was then
	At     time.Time `json:"at"`
	Peak   *int64    `json:"peak,omitempty"` // W since
}

// Fallen is a register whose value fell: what it showed and had counted before, in case it comes back.
type Fallen struct {
	At        time.Time `json:"at"`
	LastJ     int64     `json:"last"`
	EnergyJ   int64     `json:"energy"`
	Uncertain bool      `json:"uncertain,omitempty"`
}

// clone is a state that shares nothing with the first.
func (s State) clone() State {
	s.Session, s.Settling = s.Session.clone(), s.Settling.clone()
	s.Showed = copied(s.Showed)
	if s.Resumed != nil {
		r := *s.Resumed
		r.Before, r.Peak = *r.Before.clone(), copied(r.Peak)
		s.Resumed = &r
	}
	if s.Fallen != nil {
		s.Fallen = copied(s.Fallen)
	}
	return s
}

func (s *Session) clone() *Session {
	if s == nil {
		return nil
	}
	c := *s
	c.Ended, c.EnergyJ, c.FirstJ, c.LastJ, c.PeakWatts = copied(s.Ended), copied(s.EnergyJ), copied(s.FirstJ), copied(s.LastJ), copied(s.PeakWatts)
	return &c
}

func copied[T any](p *T) *T {
	if p == nil {
		return nil
	}
	v := *p
	return &v
}

// open are the beginnings of the sessions that later readings may change, and of one that they may show to be
// another.
func (s State) open() (starts []time.Time) {
	for _, one := range []*Session{s.Settling, s.Session} {
		if one != nil {
			starts = append(starts, one.Started)
		}
	}
	if s.Resumed != nil {
		starts = append(starts, s.Resumed.At)
	}
	return starts
}

// Fold derives the sessions of a connector from its readings.
type Fold struct {
	state    State
	register Register
	ended    []Session
}

// Begin goes on from a state. It keeps nothing of it.
func Begin(from State, of Register) *Fold { return &Fold{state: from.clone(), register: of} }

// State is what is known now; later readings do not change it.
func (f *Fold) State() State { return f.state.clone() }

// Ended are the sessions that have ended since the fold began and that no later reading changes.
func (f *Fold) Ended() []Session { return slices.Clone(f.ended) }

// Sessions are those that the fold began with or that began since, in order of time, as they are at now.
func (f *Fold) Sessions(now time.Time) []Session {
	all, s := f.Ended(), f.State()
	if s.Settling != nil {
		all = append(all, *s.Settling)
	}
	if s.Session != nil {
		if now.Sub(s.Session.Seen) > Patience {
			s.Session.end(s.Session.Seen, true)
		}
		all = append(all, *s.Session)
	}
	return all
}

// Take goes on with a reading that is no older than those before.
func (f *Fold) Take(r Reading) {
	s := &f.state
	if s.Session != nil && r.At.Sub(s.Session.Seen) > Patience {
		f.lose()
	}
	if s.Settling != nil && r.At.After(s.Until) {
		f.settle()
	}
	if !r.Quality.Usable() || !(math.Abs(r.Value) <= most) { // nor what is no number
		return
	}
	switch r.Channel {
	case Plug:
		switch r.Value {
		case point.PlugOut:
			f.gone(r.At.UTC())
		case point.PlugIn, point.PlugCharging:
			f.there(r.At.UTC())
		}
	case Energy:
		if r.Value < 0 {
			return // no register shows that
		}
		f.show(r.At.UTC(), int64(math.Round(r.Value*3600))) // 1 Wh = 3,600 J, SI brochure, 9th edition, table 8
	case Power:
		if s.Session != nil {
			s.Session.draw(r.Value)
		}
		if s.Resumed != nil {
			one := Session{PeakWatts: s.Resumed.Peak}
			one.draw(r.Value)
			s.Resumed.Peak = one.PeakWatts
		}
	}
}

// lose ends a session whose vehicle was not seen for too long.
func (f *Fold) lose() {
	s := &f.state
	s.Session.end(s.Session.Seen, true)
	f.settle()
	f.ended = append(f.ended, *s.Session)
	s.Session, s.Resumed, s.Fallen, s.Away = nil, nil, nil, time.Time{}
}

// settle is done with a session that has ended.
func (f *Fold) settle() {
	if s := &f.state; s.Settling != nil {
		f.ended = append(f.ended, *s.Settling)
		s.Settling, s.Until, s.Fallen = nil, time.Time{}, nil
	}
}

func (f *Fold) there(at time.Time) {
	s := &f.state
	if s.Session != nil {
		if at.Sub(s.Session.Seen) > cover && s.Resumed == nil {
			s.Resumed = &Resumed{Before: *s.Session.clone(), At: at}
		}
		s.Session.Seen = at
		return
	}
	f.settle()
	seen := !s.Away.IsZero() && at.Sub(s.Away) <= cover
	s.Session = &Session{Started: at, Seen: at, Uncertain: !seen}
	switch {
	case seen && s.Showed != nil:
		nothing := int64(0)
		s.Session.FirstJ, s.Session.LastJ, s.Session.EnergyJ = copied(s.Showed), copied(s.Showed), &nothing
	case !seen:
		s.Showed = nil
	}
}

func (f *Fold) gone(at time.Time) {
	s := &f.state
	if s.Session != nil {
		if missed := at.Sub(s.Session.Seen) > cover; missed {
			s.Session.end(s.Session.Seen, true)
		} else {
			s.Session.end(at, false)
		}
		f.settle()
		s.Settling, s.Until = s.Session, at.Add(cover)
		s.Session, s.Resumed = nil, nil
	}
	s.Away = at
}

// show takes what the register shows.
func (f *Fold) show(at time.Time, joules int64) {
	s := &f.state
	switch {
	case s.Session != nil && s.Resumed != nil && f.register == SessionRegister && s.Session.LastJ != nil && joules < *s.Session.LastJ:
		f.another(joules)
	case s.Session != nil:
		f.count(s.Session, at, joules)
	case s.Settling != nil && s.Settling.LastJ != nil && joules >= *s.Settling.LastJ:
		f.count(s.Settling, at, joules)
	}
	s.Resumed, s.Showed = nil, &joules
}

// another is the next vehicle, which came while nothing was known.
func (f *Fold) another(joules int64) {
	s := &f.state
	before := s.Resumed.Before
	before.end(before.Seen, true)
	f.ended = append(f.ended, before)
	zero := int64(0)
	s.Session = &Session{Started: s.Resumed.At, Seen: s.Session.Seen, EnergyJ: &joules, FirstJ: &zero, LastJ: copied(&joules), PeakWatts: s.Resumed.Peak, Uncertain: true}
	s.Fallen = nil
}

// count is what the register has counted up to a value of it.
func (f *Fold) count(one *Session, at time.Time, joules int64) {
	if one.LastJ == nil {
		first := joules
		if f.register == SessionRegister && one.Uncertain { // what it shows is of this session all the same
			first = 0
		}
		counted := joules - first
		one.FirstJ, one.LastJ, one.EnergyJ = &first, &joules, &counted
		return
	}
	s := &f.state
	was, energy, uncertain := *one.LastJ, *one.EnergyJ, one.Uncertain
	switch {
	case s.Fallen != nil && at.Sub(s.Fallen.At) <= counter.MaxDip && joules >= s.Fallen.LastJ:
		energy, one.Uncertain = s.Fallen.EnergyJ+joules-s.Fallen.LastJ, s.Fallen.Uncertain
		s.Fallen = nil
	case joules >= was:
		energy += joules - was
	case energy == 0 && f.register == SessionRegister:
		zero := int64(0)
		one.FirstJ, energy = &zero, joules
	default:
		turn, _ := counter.Settings{}.Judge(float64(was), float64(joules))
		anew := turn == counter.Reset || f.register == SessionRegister
		if s.Fallen == nil || at.Sub(s.Fallen.At) > counter.MaxDip {
			s.Fallen = &Fallen{At: at, LastJ: was, EnergyJ: energy, Uncertain: uncertain}
		}
		if anew {
			energy += joules
		} else {
			one.Uncertain = true
		}
	}
	if s.Fallen != nil && at.Sub(s.Fallen.At) > counter.MaxDip {
		s.Fallen = nil
	}
	one.LastJ, one.EnergyJ = &joules, &energy
}

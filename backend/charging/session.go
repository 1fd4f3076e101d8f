package charging

import (
	"math"
	"time"

	"ohmstead/energy/point"
)

// Bounds of what is derived, chosen by us.
const (
	// Patience is how long a vehicle of which nothing is known is taken to be still there: a network that
	// fails overnight ends no session.
	Patience = 24 * time.Hour
	// cover is how long a reading says something: twice the longest interval at which an edge repeats one.
	cover = 2 * time.Minute
	// most is the largest value that is taken for one, in W or Wh: more than any charger counts in its life,
	// and far from where J no longer fit.
	most = 1e12
)

// Session is a time in which a vehicle is at a connector.
type Session struct {
	Started time.Time  `json:"started"`
	Seen    time.Time  `json:"seen"` // when the vehicle was known to be there last
	Ended   *time.Time `json:"ended,omitempty"`
	// EnergyJ is what the register has counted, FirstJ and LastJ what it showed at both ends; nil where
	// nothing is known. The difference of the two is the energy unless the register began anew between them.
	EnergyJ *int64 `json:"energy,omitempty"`
	FirstJ  *int64 `json:"first,omitempty"`
	LastJ   *int64 `json:"last,omitempty"`
	// PeakWatts is the largest power that was measured, charging positive.
	PeakWatts *int64 `json:"peak,omitempty"`
	Uncertain bool   `json:"uncertain,omitempty"`
}

// end closes a session at an instant.
func (s *Session) end(at time.Time, uncertain bool) {
	s.Ended, s.Uncertain = &at, s.Uncertain || uncertain
}

// Overlaps reports whether two sessions share an instant.
func (s Session) Overlaps(other Session) bool {
	return (s.Ended == nil || other.Started.Before(*s.Ended)) && (other.Ended == nil || s.Started.Before(*other.Ended))
}

func (s *Session) draw(watts float64) {
	w := int64(math.Round(watts))
	if s.PeakWatts == nil || w > *s.PeakWatts {
		s.PeakWatts = &w
	}
}

// Channel is what a reading is of.
type Channel uint8

// Channels that sessions are derived from. Of one instant they are told in this order.
const (
	Plug Channel = iota
	Energy
	Power
)

// Reading is a reading of one of the channels of a charger, in its canonical unit.
type Reading struct {
	Channel Channel
	point.Reading
}

// Register is what the counter of a charger counts.
type Register uint8

// Registers.
const (
	SessionRegister  Register = iota // the present session, or the last one: EnergySession
	LifetimeRegister                 // everything since it was built: EnergyConsumed
)

package battery

import (
	"math"
	"time"

	"ohmstead/energy/storage"
)

// An estimate is worth keeping once it has moved by keepMoved or is older than keepAfter: a kill takes no
// more than that, and a journal on flash gets no more than some hundred notes a day.
const (
	keepMoved = 0.01
	keepAfter = 5 * time.Minute
)

// Charge is what was known of a battery's state of charge at an instant, as shares of 1: what outlives
// the process.
type Charge struct {
	Asset      string
	SOC, Sigma float64
	At         time.Time
}

// at is the charge now: less well known, by all that a battery nobody watched may have done since; false
// where that is as good as nothing, and where it is from the future, for then the clock was set and
// nobody knows how long ago it was.
func (c Charge) at(now time.Time) (storage.Belief, bool) {
	passed := now.Round(0).Sub(c.At)
	if c.At.IsZero() || passed < 0 {
		return storage.Belief{}, false
	}
	b := storage.Belief{SOC: c.SOC, Sigma: c.Sigma}.Unwatched(passed.Seconds())
	return b, b.Sigma <= mostSigma
}

// sound reports whether a charge can be one: a journal is read back as it is.
func (c Charge) sound() bool { return c.SOC >= 0 && c.SOC <= 1 && c.Sigma > 0 }

// note keeps an estimate that is worth it.
func (s *Stage) note(b *battery, now time.Time, e storage.Estimate) {
	now = now.Round(0).UTC()
	old := b.kept.At.IsZero() || now.Sub(b.kept.At).Abs() >= keepAfter
	if old || math.Abs(e.SOC-b.kept.SOC) >= keepMoved {
		b.kept = Charge{Asset: b.asset, SOC: e.SOC, Sigma: e.Sigma, At: now}
		s.news = true
	}
}

// News reports, once, that Charges are others than before.
func (s *Stage) News() bool {
	news := s.news
	s.news = false
	return news
}

// Charges are what there is to remember, of the batteries of which something is known. Of one that this
// process knows nothing of yet it is what an earlier one knew.
func (s *Stage) Charges() []Charge {
	var all []Charge
	for i := range s.batteries {
		switch b := &s.batteries[i]; {
		case !b.kept.At.IsZero():
			all = append(all, b.kept)
		case !b.before.At.IsZero():
			all = append(all, b.before)
		}
	}
	return all
}

// Remember takes back what an earlier process knew, before the first Step. What is of no battery of the
// site, or cannot be a charge, falls away.
func (s *Stage) Remember(charges []Charge) {
	for _, c := range charges {
		for i := range s.batteries {
			if b := &s.batteries[i]; b.asset == c.Asset && c.sound() {
				b.before = c
			}
		}
	}
}

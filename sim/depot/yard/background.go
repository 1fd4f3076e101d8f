package yard

import (
	"math/rand/v2"
	"time"

	"ohmstead/energy/unit"
)

// Background is a load at work.
type Background struct {
	*Load
	Chance *rand.Rand
	Power  unit.Power
	swing  unit.Power
	until  time.Time // when the swing is drawn anew
}

// Bring brings the load to t.
func (b *Background) Bring(t time.Time) {
	if !t.Before(b.until) {
		b.swing = unit.Power(between(b.Chance, -int64(b.SwingWatts), int64(b.SwingWatts)))
		b.until = t.Add(b.ChangeEvery)
	}
	b.Power = b.at(t, b.swing)
}

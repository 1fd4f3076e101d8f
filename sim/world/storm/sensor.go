package storm

import (
	"math/rand/v2"
	"time"

	"ohmstead/edge/image"
	"ohmstead/energy/point"
)

// ailment is what is wrong with a device for a while.
type ailment int

const (
	sound   ailment = iota
	lost            // nothing is read and nothing arrives
	frozen          // the last values, read anew
	noisy           // every value is off by some percent
	spiking         // a value now and then is absurd
	late            // what is read is seconds old
	swapped         // powers come with the other sign
	ailments
)

// device is one device with its ailment, and the channels that come through it.
type device struct {
	ailment ailment
	until   time.Time // by the true clock
	taps    []tap
	held    []float64 // what a frozen one goes on saying
	past    [][]float64
}

// tap is one channel and its truth.
type tap struct {
	handle image.Handle
	power  bool // a power in passive sign, which wrong wiring turns
	value  func() float64
}

// pastCycles is how far back a late device's values may lie.
const pastCycles = 64

// fall draws whether the device falls ill or recovers. It is sound most of the time.
func (d *device) fall(rng *rand.Rand, now time.Time, dt time.Duration) {
	if d.ailment != sound && !now.Before(d.until) {
		d.ailment = sound
	}
	if d.ailment == sound && rng.Float64() < dt.Seconds()/120 {
		d.ailment = 1 + ailment(rng.IntN(int(ailments)-1))
		d.until = now.Add(time.Duration(between(rng, 0.2, 40) * float64(time.Second)))
	}
}

// reads says what the driver puts into the inbox at clock, the edge's own time.
func (d *device) reads(rng *rand.Rand, clock time.Time, cycle time.Duration, into []image.Update) []image.Update {
	now := make([]float64, len(d.taps))
	for i := range d.taps {
		now[i] = d.taps[i].value()
	}
	d.past = append(d.past, now)
	if len(d.past) > pastCycles {
		d.past = d.past[1:]
	}
	if d.ailment != frozen || d.held == nil {
		d.held = now
	}
	if d.ailment == lost {
		return into
	}
	values, at := d.held, clock
	if d.ailment == late {
		back := min(len(d.past)-1, int(4*time.Second/cycle))
		values, at = d.past[len(d.past)-1-back], clock.Add(-time.Duration(back)*cycle)
	}
	for i := range d.taps {
		r := point.Of(d.ail(rng, i, values[i]), at)
		into = append(into, image.Update{Handle: d.taps[i].handle, Reading: r})
	}
	return into
}

// ail is what the ailment makes of a value.
func (d *device) ail(rng *rand.Rand, i int, v float64) float64 {
	switch d.ailment {
	case noisy:
		return v * between(rng, 0.9, 1.1)
	case spiking:
		if rng.IntN(10) == 0 {
			return v + between(rng, -1e7, 1e7)
		}
	case swapped:
		if d.taps[i].power {
			return -v
		}
	}
	return v
}

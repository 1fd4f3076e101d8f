package image

import (
	"time"

	"ohmstead/energy/point"
)

// Playback shows a cycle once more what it saw: readings that an earlier freeze has judged. Time goes
// on as its owner says. Not safe for concurrent use.
type Playback struct {
	layout   *Layout
	readings []point.Reading
	born     []time.Duration // on clock, of usable readings
	clock    time.Duration
}

// NewPlayback is a playback in which every channel is Missing.
func NewPlayback(layout *Layout) *Playback {
	return &Playback{layout: layout, readings: make([]point.Reading, layout.Len()), born: make([]time.Duration, layout.Len())}
}

// Pass lets time go on, or back where the clock of the cycles did.
func (p *Playback) Pass(d time.Duration) { p.clock += d }

// Show gives a measured channel the reading it had, and how old it was. Of channels that are made of
// others it takes none: those follow.
func (p *Playback) Show(h Handle, r point.Reading, age time.Duration) {
	if h >= 0 && int(h) < p.layout.Measured() {
		p.readings[h], p.born[h] = r, p.clock-age
	}
}

// Change is Show for a channel that has kept its time and age.
func (p *Playback) Change(h Handle, value float64, q point.Quality) {
	if h >= 0 && int(h) < p.layout.Measured() {
		p.readings[h].Value, p.readings[h].Quality = value, q
	}
}

// At is what a channel shows now.
func (p *Playback) At(h Handle) point.Reading { return p.readings[h] }

// Freeze shows everything in the image. It judges nothing: that was done.
func (p *Playback) Freeze(_ time.Time, into *Image) {
	copy(into.readings, p.readings)
	for i, born := range p.born {
		into.ages[i] = p.clock - born
	}
	p.layout.derive(into)
}

// Put takes nothing: what the cycle itself puts in stands among what it saw.
func (p *Playback) Put([]Update) {}

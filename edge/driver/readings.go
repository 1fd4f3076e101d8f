package driver

import (
	"time"

	"ohmstead/edge/image"
	"ohmstead/energy/point"
)

// Readings turns what a link decodes into readings for the image, slot by slot. A value that the
// device does not have becomes BAD with the last known number; where none was ever known there is
// nothing to show. It allocates nothing after its first use.
type Readings struct {
	inbox  *image.Inbox
	places []image.Handle
	last   []float64 // the last good number of each slot
	known  []bool    // whether there ever was one
	puts   []image.Update
}

// NewReadings is readings for slots that lie at these places; image.None for one that nobody asked
// for.
func NewReadings(inbox *image.Inbox, places []image.Handle) *Readings {
	n := len(places)
	return &Readings{inbox: inbox, places: places, last: make([]float64, n), known: make([]bool, n), puts: make([]image.Update, 0, n)}
}

// Good adds a value in the channel's canonical unit and sign, true at the instant at.
func (r *Readings) Good(slot int, v float64, at time.Time) {
	r.last[slot], r.known[slot] = v, true
	r.puts = append(r.puts, image.Update{Handle: r.places[slot], Reading: point.Of(v, at)})
}

// Bad adds that the device has no value for the slot.
func (r *Readings) Bad(slot int, at time.Time) {
	if r.known[slot] {
		r.puts = append(r.puts, image.Update{Handle: r.places[slot], Reading: point.Reading{Value: r.last[slot], At: at, Quality: point.Bad}})
	}
}

// Put brings what was added into the inbox, all at once.
func (r *Readings) Put() {
	r.inbox.Put(r.puts)
	r.puts = r.puts[:0]
}

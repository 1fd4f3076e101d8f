package image

import (
	"math"
	"sync"
	"time"

	"ohmstead/energy/point"
)

// Update is one reading for one place of the image.
type Update struct {
	Handle  Handle
	Reading point.Reading
}

// Inbox is where drivers put what they read. It is safe for concurrent use.
type Inbox struct {
	layout *Layout
	mu     sync.Mutex
	next   []point.Reading
}

// NewInbox is an inbox in which every channel is Missing.
func NewInbox(layout *Layout) *Inbox {
	return &Inbox{layout: layout, next: make([]point.Reading, layout.Len())}
}

// Layout is the layout the inbox was made for.
func (b *Inbox) Layout() *Layout { return b.layout }

// Put makes readings visible together at the next freeze. Updates for None are ignored, so that a
// driver may deliver channels nobody laid out. A reading that is Missing is ignored too: a failed
// read leaves the last value to age, it never erases it. A value that no channel can have is BAD:
// the last value stays beside that quality, so that nothing computes with it.
func (b *Inbox) Put(updates []Update) {
	b.mu.Lock()
	defer b.mu.Unlock()
	for _, u := range updates {
		if u.Handle < 0 || int(u.Handle) >= len(b.next) || u.Reading.Quality == point.Missing {
			continue
		}
		if !possible(b.layout.channels[u.Handle].Point.Unit, u.Reading.Value) {
			u.Reading.Value, u.Reading.Quality = b.next[u.Handle].Value, point.Bad
		}
		b.next[u.Handle] = u.Reading
	}
}

// absurd is a magnitude in W, Wh, V… far beyond any site (1000 TW) and far below what overflows
// when a few such values are added as integers. Not a number compares as beyond it too.
const absurd = 1e15

// possible reports whether anything in this unit can have the value. The spans are wide, so that a
// sensor that is a little off is still believed: they are for what a broken line makes of a number.
// Celsius begins at absolute zero; no grid has 1 kHz.
func possible(u point.Unit, value float64) bool {
	switch u {
	case point.Percent:
		return value >= -10 && value <= 110
	case point.Celsius:
		return value >= -273.15 && value <= 5000
	case point.Hertz:
		return value >= 0 && value <= 1000
	default:
		return math.Abs(value) <= absurd
	}
}

// Freeze copies everything put so far into the image, at one instant, and marks STALE what has
// grown older than its channel allows at now. Channels that are made of others follow from those.
func (b *Inbox) Freeze(now time.Time, into *Image) {
	b.mu.Lock()
	copy(into.readings, b.next)
	b.mu.Unlock()
	for i := range into.readings {
		r := &into.readings[i]
		if r.Quality.Usable() && now.Sub(r.At) > b.layout.channels[i].MaxAge {
			r.Quality = point.Stale
		}
	}
	b.layout.derive(into.readings)
}

// Image is the frozen process image of one cycle.
type Image struct {
	readings []point.Reading
}

// New is an image for a layout in which every channel is Missing.
func New(layout *Layout) *Image { return &Image{readings: make([]point.Reading, layout.Len())} }

// At is the reading at h; Missing for None.
func (im *Image) At(h Handle) point.Reading {
	if h < 0 || int(h) >= len(im.readings) {
		return point.Reading{}
	}
	return im.readings[h]
}

// Readings are all readings in handle order, for whoever emits them. The caller must not keep or
// change the slice.
func (im *Image) Readings() []point.Reading { return im.readings }

// Record shows a reading that did not come through the inbox, such as the set-point of this cycle.
func (im *Image) Record(h Handle, r point.Reading) {
	if h >= 0 && int(h) < len(im.readings) {
		im.readings[h] = r
	}
}

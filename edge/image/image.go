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
// Ages go by the clock that nobody sets, where now and the readings' times have it; the times in the
// image are those of the wall alone, so that whoever looks at the image sees nothing that could not be
// written down.
func (b *Inbox) Freeze(now time.Time, into *Image) {
	b.mu.Lock()
	copy(into.readings, b.next)
	b.mu.Unlock()
	for i := range into.readings {
		r := &into.readings[i]
		if r.Quality.Usable() {
			into.ages[i] = now.Sub(r.At)
			if into.ages[i] > b.layout.channels[i].MaxAge {
				r.Quality = point.Stale
			}
		}
		r.At = r.At.Round(0)
	}
	b.layout.derive(into)
}

// Image is the frozen process image of one cycle.
type Image struct {
	readings []point.Reading
	ages     []time.Duration // of usable readings
}

// New is an image for a layout in which every channel is Missing.
func New(layout *Layout) *Image {
	return &Image{readings: make([]point.Reading, layout.Len()), ages: make([]time.Duration, layout.Len())}
}

// Age is how old the reading at h was at the freeze, by the clock that nobody sets; negative for one
// from the future. It says nothing of a reading that is not usable.
func (im *Image) Age(h Handle) time.Duration {
	if h < 0 || int(h) >= len(im.ages) {
		return 0
	}
	return im.ages[h]
}

// Fresh is the value at h if it may be acted on: of usable quality and not older than maxAge. A reading
// from the future counts as fresh, so that a stepped clock does not stop control.
func (im *Image) Fresh(h Handle, maxAge time.Duration) (float64, bool) {
	r := im.At(h)
	if !r.Quality.Usable() || im.Age(h) > maxAge {
		return 0, false
	}
	return r.Value, true
}

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
		im.readings[h], im.ages[h] = r, 0
	}
}

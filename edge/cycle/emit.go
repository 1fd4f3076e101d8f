package cycle

import (
	"math"
	"time"

	"ohmstead/edge/image"
	"ohmstead/energy/point"
	"ohmstead/wire"
)

// Emission bounds: a channel is sent when it changes by more than its deadband, at most every
// EmitMin and at least every EmitMax. Source: document 001 §7 asks for live and stored data from
// one stream; the figures are the product's own, see the glossary.
const (
	EmitMin = time.Second
	EmitMax = 60 * time.Second
)

// Emitter picks from each cycle's image the readings worth sending. What is made of others is not
// sent: whoever has the others can make it too.
type Emitter struct {
	layout *image.Layout
	sent   []point.Reading
	clock  time.Time // of the last Collect, as the wall clock had it
}

// NewEmitter is an emitter that has sent nothing yet.
func NewEmitter(layout *image.Layout) *Emitter {
	return &Emitter{layout: layout, sent: make([]point.Reading, layout.Measured())}
}

// Collect appends to rows what is to be sent at now, with offsets from t0. Turning STALE sends one
// row, the last value at the time of detection, and then nothing until the channel recovers. A clock
// that is set back or forth interrupts nothing: rows go on, with the times the clock shows.
func (e *Emitter) Collect(im *image.Image, now, t0 time.Time, rows []wire.Row) []wire.Row {
	e.follow(now)
	for i, r := range im.Readings()[:len(e.sent)] {
		if !e.due(i, r, now) {
			continue
		}
		at := r.At
		if r.Quality == point.Stale {
			at = now
		}
		at = at.Truncate(time.Microsecond)
		e.sent[i] = point.Reading{Value: r.Value, At: at, Quality: r.Quality}
		rows = append(rows, wire.Row{
			Index: uint32(i), Offset: at.Sub(t0), Quality: r.Quality, Value: r.Value,
		})
	}
	return rows
}

// follow moves what was sent along with a clock that was set back. Without that nothing would be new
// until the clock has made up for it.
func (e *Emitter) follow(now time.Time) {
	wall := now.Round(0) // the monotonic part of a time does not show such a step
	if back := e.clock.Sub(wall); back > 0 {
		for i := range e.sent {
			e.sent[i].At = e.sent[i].At.Add(-back)
		}
	}
	e.clock = wall
}

// due reports whether channel i is to be sent. An instant is never sent twice. The first question
// answers for nearly every channel of nearly every cycle.
func (e *Emitter) due(i int, r point.Reading, now time.Time) bool {
	sent := e.sent[i]
	age := now.Sub(sent.At)
	switch {
	case r.Quality == sent.Quality && age < EmitMin, r.Quality == point.Missing:
		return false
	case r.Quality == point.Stale:
		return sent.Quality != point.Stale && sent.Quality != point.Missing
	case sent.Quality == point.Missing:
		return true
	case r.At.Sub(sent.At) < time.Microsecond: // sent.At is in whole microseconds
		return false
	case r.At.UnixMicro() > now.UnixMicro(): // read before the clock was set back: the next read tells
		return false
	case r.Quality != sent.Quality, age >= EmitMax:
		return true
	default:
		return math.Abs(r.Value-sent.Value) > e.layout.Channels()[i].Deadband
	}
}

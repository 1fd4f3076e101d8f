package face

import (
	"fmt"
	"sync"
	"time"

	"ohmstead/energy/point"
	"ohmstead/field/can"
	"ohmstead/field/document"
)

// told is what the twins of devices that speak in documents have in common: the documents, what was
// ordered, the watchdog and the fault. It is safe for concurrent use.
type told struct {
	clock func() time.Time

	mu       sync.Mutex
	twin     *document.Twin
	fault    Fault
	frozen   [][]byte // payloads of the instant a FROZEN fault began
	settings []document.Setting
	orderAt  map[string]time.Time // when each set-point was last ordered
	heardAt  time.Time            // of the last keep-alive
	heard    []document.Message   // what was no question
}

func newTold(t *document.Twin, clock func() time.Time) *told {
	return &told{clock: clock, twin: t, orderAt: map[string]time.Time{}}
}

// Show lets the device measure v on the channel of its first asset, in canonical unit and sign.
func (d *told) Show(channel string, v float64) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.twin.Set(0, channel, v)
}

// Value is what the device now says of a channel; false where it says nothing.
func (d *told) Value(channel string) (float64, bool) {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.twin.Value(0, channel)
}

// Blank lets the device have no value for the channel; an error where it cannot say so.
func (d *told) Blank(channel string) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.twin.Blank(0, channel)
}

// Settings are the set-points that were ordered so far.
func (d *told) Settings() []document.Setting {
	d.mu.Lock()
	defer d.mu.Unlock()
	return append([]document.Setting(nil), d.settings...)
}

// Heard are the messages so far that were no questions, orders among them.
func (d *told) Heard() []document.Message {
	d.mu.Lock()
	defer d.mu.Unlock()
	return append([]document.Message(nil), d.heard...)
}

// Applied is the set-point that the device obeys now; false where it reports none.
func (d *told) Applied(channel string) (float64, bool) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.watch()
	return d.twin.Value(0, channel+point.AppliedSuffix)
}

// KeptAlive is when the last keep-alive came; zero where none has.
func (d *told) KeptAlive() time.Time {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.heardAt
}

// Fail makes the device fail this way from now on; None heals it.
func (d *told) Fail(f Fault) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.fault, d.frozen = f, nil
	if f != Frozen {
		return
	}
	for i := range d.twin.Plan().Sources {
		payload, err := d.twin.Payload(i)
		if err != nil {
			payload = nil
		}
		d.frozen = append(d.frozen, payload)
	}
}

func (d *told) failing() Fault {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.fault
}

// hear takes a message that may be an order.
func (d *told) hear(m document.Message) document.Heard {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.watch()
	h := d.twin.Hear(m)
	now := d.clock()
	if h.Source < 0 && !h.Identity {
		d.heard = append(d.heard, m)
	}
	if h.KeepAlive {
		d.heardAt = now
	}
	if h.Setting != nil {
		d.settings = append(d.settings, *h.Setting)
		d.orderAt[h.Setting.Channel] = now
	}
	return h
}

// payload is a document as it travels.
func (d *told) payload(source int) ([]byte, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.fault == Frozen {
		return d.frozen[source], nil
	}
	d.watch()
	return d.twin.Payload(source)
}

// frame is a document as a CAN frame.
func (d *told) frame(source int) (can.Frame, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.twin.Frame(source)
}

// watch lets the watchdog act where it has run out: what was ordered on falls off.
func (d *told) watch() {
	w := d.twin.Plan().Watchdog
	if w.Kind == document.NoWatchdog {
		return
	}
	for channel, at := range d.orderAt {
		if d.clock().Sub(at) < w.Timeout {
			continue
		}
		delete(d.orderAt, channel)
		applied := channel + point.AppliedSuffix
		if d.twin.Plan().Slot(0, applied) >= 0 && w.OnLoss == document.Zero {
			if err := d.twin.Set(0, applied, 0); err != nil {
				panic(fmt.Sprintf("a device cannot show that it is off: %v", err))
			}
		}
	}
}

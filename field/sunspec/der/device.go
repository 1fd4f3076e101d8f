package der

import (
	"strings"
	"time"

	"ohmstead/field/sunspec"
)

// Device is the behaviour of one image in time. Times never go back. It is not safe for concurrent use.
type Device struct {
	timers []*timer
	curves []*curves
	beats  []*beat
	faults Faults
	began  time.Time
}

// Faults are what a device does wrong; the zero value does all right.
type Faults struct {
	// Timeless ignores reversion times: nothing ever reverts, and no time remains.
	Timeless bool
	// Frozen lets the device's own heartbeats stand still.
	Frozen bool
	// Hasty lets every reversion time pass this many times as fast; 0 and 1 are right.
	Hasty int
}

// New is the behaviour of an image whose controls are all off.
func New(im *sunspec.Image) *Device {
	d := &Device{}
	for _, b := range im.Blocks() {
		for i := range b.Layout.Fields {
			path := b.Layout.Fields[i].Path
			if prefix, ok := strings.CutSuffix(path, "RvrtRem"); ok {
				d.timers = append(d.timers, newTimer(b, prefix))
			}
		}
		if c, ok := newCurves(b); ok {
			d.curves = append(d.curves, c)
		}
		if h, ok := newBeat(b); ok {
			d.beats = append(d.beats, h)
		}
	}
	for _, t := range d.timers {
		t.off()
	}
	return d
}

// Fail makes the device fail like this from now on.
func (d *Device) Fail(f Faults) { d.faults = f }

// Pass lets time pass up to now.
func (d *Device) Pass(now time.Time) {
	if d.began.IsZero() {
		d.began = now
	}
	for _, c := range d.curves {
		c.pass(now)
	}
	for _, b := range d.beats {
		if b.pass(now, d.began, d.faults.Frozen) {
			d.lose()
		}
	}
	for _, t := range d.timers {
		if t.pass(now, d.faults) {
			d.revert(t)
		}
	}
}

// Takes reports whether the device takes a client's write of n registers: curves that are read-only are
// refused.
func (d *Device) Takes(address uint16, n int) bool {
	for _, c := range d.curves {
		if c.locked(address, n) {
			return false
		}
	}
	return true
}

// Wrote notes a client's write of n registers, which the image holds already.
func (d *Device) Wrote(now time.Time, address uint16, n int) {
	d.Pass(now)
	for _, t := range d.timers {
		t.wrote(now, address, n)
	}
	for _, c := range d.curves {
		c.wrote(now, address, n)
	}
	for _, b := range d.beats {
		b.wrote(now, address, n)
	}
}

// Reset is a power failure: every control is off, and counters begin anew.
func (d *Device) Reset() {
	d.began = time.Time{}
	for _, t := range d.timers {
		t.off()
	}
	for _, b := range d.beats {
		b.heard = time.Time{}
	}
}

// lose is what the device does when its controller is gone: as if all times were up.
func (d *Device) lose() {
	for _, t := range d.timers {
		if t.running() {
			d.revert(t)
		}
	}
}

func (d *Device) revert(t *timer) {
	if t.prefix == "" {
		for _, c := range d.curves {
			if c.block == t.block {
				c.adopt(int(t.number("RvrtCrv")) + int(t.number("RvrtCtl")))
			}
		}
	}
	t.revert()
}

// touches reports whether n registers from address on cover a part of the field at path.
func touches(b *sunspec.Block, path string, address uint16, n int) bool {
	f, ok := b.Layout.Field(path)
	if !ok {
		return false
	}
	from := int(b.Entry.Address) + f.Offset
	return int(address) < from+f.Point.Size && from < int(address)+n
}

package der

import (
	"math"
	"strings"
	"time"

	"ohmstead/field/sunspec"
)

// timer is a control that reverts when it is not renewed: of model 704 with the points that begin with
// prefix, or of a model of curves as a whole.
type timer struct {
	block  *sunspec.Block
	prefix string
	pairs  []pair // what is put where when the time is up
	ends   time.Time
	left   time.Duration // when it was last looked at, of a device that is hasty
	looked time.Time
}

// pair is a value and what replaces it.
type pair struct{ value, reversion string }

func newTimer(b *sunspec.Block, prefix string) *timer {
	t := &timer{block: b, prefix: prefix}
	if prefix == "" {
		return t
	}
	for i := range b.Layout.Fields {
		name := b.Layout.Fields[i].Path
		if !strings.HasPrefix(name, prefix) || name == prefix+"EnaRvrt" || name == prefix+"RvrtTms" || name == prefix+"RvrtRem" {
			continue
		}
		value := strings.Replace(name, "Rvrt", "", 1)
		if _, ok := b.Layout.Field(value); ok && value != name {
			t.pairs = append(t.pairs, pair{value, name})
		}
	}
	return t
}

func (t *timer) number(name string) float64 {
	v, _ := t.block.Value(t.prefix + name)
	return v
}

// set puts a value that the device itself gives; a point that it does not have stays so.
func (t *timer) set(name string, v float64) {
	if _, has := t.block.Value(t.prefix + name); has {
		_ = t.block.Set(t.prefix+name, v) // 0, 1 and a number of seconds always fit
	}
}

func (t *timer) running() bool { return !t.ends.IsZero() }

func (t *timer) off() {
	t.ends = time.Time{}
	t.set("RvrtRem", 0)
	if t.prefix != "" { // a function that a grid code asks for stays on
		t.set("Ena", 0)
	}
}

// wrote starts the time anew when the control was written and is enabled.
func (t *timer) wrote(now time.Time, address uint16, n int) {
	touched := touches(t.block, t.prefix+"Ena", address, n) || touches(t.block, t.prefix+"RvrtTms", address, n)
	for _, p := range t.pairs {
		touched = touched || touches(t.block, p.value, address, n)
	}
	if !touched {
		return
	}
	t.ends = time.Time{}
	if tms := t.number("RvrtTms"); t.number("Ena") == 1 && tms > 0 {
		t.looked, t.left = now, time.Duration(tms*float64(time.Second))
		t.ends = now.Add(t.left)
	}
	t.show(t.ends.Sub(now))
}

// pass shows what remains and reports whether the time is up.
func (t *timer) pass(now time.Time, f Faults) bool {
	switch {
	case !t.running():
		return false
	case f.Timeless:
		t.set("RvrtRem", 0)
		return false
	case f.Hasty > 1:
		t.left -= now.Sub(t.looked) * time.Duration(f.Hasty)
		t.ends = now.Add(t.left)
	default:
		t.left = t.ends.Sub(now)
	}
	t.looked = now
	t.show(t.left)
	return t.left <= 0
}

func (t *timer) show(left time.Duration) {
	t.set("RvrtRem", math.Ceil(max(0, left.Seconds())))
}

// revert puts the reversion values in the place of the control's own.
func (t *timer) revert() {
	t.ends = time.Time{}
	t.set("RvrtRem", 0)
	for _, p := range t.pairs {
		if v, has := t.block.Value(p.reversion); has {
			_ = t.block.Set(p.value, v) // of the same type and scale
		}
	}
	if t.prefix != "" {
		t.set("Ena", t.number("EnaRvrt"))
	}
}

package der

import (
	"time"

	"ohmstead/field/sunspec"
)

// patience is for how long the controller's heartbeat may stand still once it has been heard. The models
// ask for one count a second; how long a device waits is its maker's.
const patience = 10 * time.Second

// beat is the heartbeats of a block.
type beat struct {
	block       *sunspec.Block
	own, theirs string
	count       float64
	heard       time.Time // when the controller's was last moved; zero while nobody counts
}

func newBeat(b *sunspec.Block) (*beat, bool) {
	for _, names := range [][2]string{{"DERHb", "ControllerHb"}, {"Hb", "CtrlHb"}} {
		if _, ok := b.Layout.Field(names[0]); ok {
			return &beat{block: b, own: names[0], theirs: names[1]}, true
		}
	}
	return nil, false
}

// countMax keeps a 16-bit counter clear of what means "no value".
const countMax = 0x7FFF

// pass counts, and reports whether the controller has just been lost.
func (b *beat) pass(now, began time.Time, frozen bool) bool {
	if _, has := b.block.Value(b.own); has && !frozen {
		_ = b.block.Set(b.own, float64(int(now.Sub(began)/time.Second)%countMax)) // fits
	}
	if b.heard.IsZero() || now.Sub(b.heard) <= patience {
		return false
	}
	b.heard = time.Time{}
	return true
}

func (b *beat) wrote(now time.Time, address uint16, n int) {
	if !touches(b.block, b.theirs, address, n) {
		return
	}
	if v, _ := b.block.Value(b.theirs); v != b.count {
		b.count, b.heard = v, now
	}
}

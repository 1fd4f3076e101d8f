package control

import (
	"fmt"
	"time"

	"ohmstead/edge/image"
	"ohmstead/energy/envelope"
	"ohmstead/energy/unit"
)

// Asset is an asset's place in the cycle, in configured order.
type Asset int

// Mode selects which targets of the GRID and OPTIMIZATION classes are armed.
type Mode string

// Modes. AllArmed is a scenario without a mode: every listed controller is armed.
const (
	SelfConsumption Mode = "SELF_CONSUMPTION"
	PeakShaving     Mode = "PEAK_SHAVING"
	AllArmed        Mode = ""
)

// Modes lists the modes an operator may set.
func Modes() []Mode { return []Mode{SelfConsumption, PeakShaving} }

// Input is what a controller may know: the instant, the time since the last cycle, the mode and
// the frozen image.
type Input struct {
	Now   time.Time
	Since time.Duration
	Mode  Mode
	Image *image.Image
	// Last are the set-points of the last cycle by Asset; before the first, the safe states.
	Last []unit.Power
}

// Value is the reading at h in its channel's unit; false where it is missing, stale or bad. The
// image has judged its age by the channel's own max_age, so that a channel that is read seldom
// does not come and go.
func (in Input) Value(h image.Handle) (float64, bool) {
	r := in.Image.At(h)
	return r.Value, r.Quality.Usable()
}

// Power is Value in whole watts.
func (in Input) Power(h image.Handle) (unit.Power, bool) {
	value, ok := in.Value(h)
	if !ok {
		return 0, false
	}
	return unit.FromFloat(value, unit.Watt)
}

// Controller files requests for assets. It reads nothing but its Input and its own state, and
// writes nothing but its Filing.
type Controller interface {
	Propose(in Input, out *Filing)
}

// Filing takes the requests of one controller in its class. The class is fixed by the
// controller's type, so that none can claim a higher one.
type Filing struct {
	by       string
	level    envelope.Level
	requests [][]envelope.Request // by Asset
}

// NewFiling has room for n requests on each of so many assets.
func NewFiling(assets, n int) *Filing {
	f := &Filing{requests: make([][]envelope.Request, assets)}
	for i := range f.requests {
		f.requests[i] = make([]envelope.Request, 0, n)
	}
	return f
}

// Reset forgets all requests and keeps the room.
func (f *Filing) Reset() {
	for i := range f.requests {
		f.requests[i] = f.requests[i][:0]
	}
}

// As says for whom and in which class the next requests are filed.
func (f *Filing) As(by string, level envelope.Level) { f.by, f.level = by, level }

// Bound asks that the asset's power stay within bounds.
func (f *Filing) Bound(a Asset, bounds envelope.Envelope, cause envelope.Cause) {
	f.requests[a] = append(f.requests[a], envelope.Bound(f.by, f.level, bounds, cause))
}

// Wish is a target: of the wishes of one class on one asset the heaviest wins, equal weights are
// averaged.
type Wish struct {
	Target unit.Power
	Weight int
}

// Want asks for a power in the controller's class.
func (f *Filing) Want(a Asset, w Wish) { f.want(a, f.level, w) }

// WantLate asks for a power in class OPTIMIZATION: for a GRID controller whose bound is owed and
// whose target is only worth doing.
func (f *Filing) WantLate(a Asset, w Wish) { f.want(a, max(f.level, envelope.Optimization), w) }

// want files a target. SAFETY has no wishes: a controller of that class that files one is
// defective and panics, and the cycle benches it.
func (f *Filing) want(a Asset, level envelope.Level, w Wish) {
	if f.level == envelope.Safety {
		panic(fmt.Sprintf("%s is of class SAFETY and files a target", f.by))
	}
	r := envelope.Want(f.by, level, w.Target, envelope.Cause{})
	r.Weight = w.Weight
	f.requests[a] = append(f.requests[a], r)
}

// Of are the requests on one asset in the order they were filed.
func (f *Filing) Of(a Asset) []envelope.Request { return f.requests[a] }

// Withdraw removes what one controller has filed, for a controller that failed half-way.
func (f *Filing) Withdraw(by string) {
	for i, requests := range f.requests {
		kept := requests[:0]
		for _, r := range requests {
			if r.By != by {
				kept = append(kept, r)
			}
		}
		f.requests[i] = kept
	}
}

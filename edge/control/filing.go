package control

import (
	"fmt"

	"ohmstead/edge/image"
	"ohmstead/energy/envelope"
	"ohmstead/energy/reason"
	"ohmstead/energy/unit"
)

// Filing takes the requests of one controller in its class. The class is fixed by the
// controller's type, so that none can claim a higher one.
type Filing struct {
	by       string
	level    envelope.Level
	requests [][]envelope.Request // by Asset
	reactive [][]Reactive         // by Asset
	settings []Setting
	count    int // requests filed so far
	notices  []Notice
	mode     Change
	faults   []Notice
}

// NewFiling has room for n requests on each of so many assets, clusters and phases.
func NewFiling(assets, n int) *Filing {
	f := &Filing{
		requests: make([][]envelope.Request, assets), reactive: make([][]Reactive, assets),
		settings: make([]Setting, 0, assets),
	}
	for i := range f.requests {
		f.requests[i] = make([]envelope.Request, 0, n)
		f.reactive[i] = make([]Reactive, 0, n)
	}
	return f
}

// Reset forgets all requests and keeps the room.
func (f *Filing) Reset() {
	for i := range f.requests {
		f.requests[i] = f.requests[i][:0]
		f.reactive[i] = f.reactive[i][:0]
	}
	f.settings, f.notices, f.faults = f.settings[:0], f.notices[:0], f.faults[:0]
	f.mode, f.count = Change{}, 0
}

// As says for whom and in which class the next requests are filed.
func (f *Filing) As(by string, level envelope.Level) { f.by, f.level = by, level }

// Count is how many requests have been filed since the last Reset, withdrawn ones too.
func (f *Filing) Count() int { return f.count }

// Level is the class in which the next requests are filed.
func (f *Filing) Level() envelope.Level { return f.level }

// Bound asks that the asset's power stay within bounds.
func (f *Filing) Bound(a Asset, bounds envelope.Envelope, cause envelope.Cause) {
	f.count++
	f.requests[a] = append(f.requests[a], envelope.Bound(f.by, f.level, bounds, cause))
}

// Wish is a target: of the wishes of one class on one asset the heaviest wins, equal weights are
// averaged. Cause says why it binds where it does, which is in class MANUAL_OVERRIDE; who asks,
// where it is not given.
type Wish struct {
	Target unit.Power
	Weight int
	Cause  envelope.Cause
}

// Want asks for a power in the controller's class.
func (f *Filing) Want(a Asset, w Wish) { f.want(a, f.level, w) }

// WantLate asks for a power in class OPTIMIZATION: for a GRID controller whose bound is owed and
// whose target is only worth doing.
func (f *Filing) WantLate(a Asset, w Wish) { f.want(a, max(f.level, envelope.Optimization), w) }

// want files a target. SAFETY has no wishes: a controller of that class that files one is
// defective and panics, and the cycle benches it.
func (f *Filing) want(a Asset, level envelope.Level, w Wish) {
	f.mayWish()
	if level == envelope.ManualOverride && w.Cause.Code == "" {
		w.Cause = envelope.Cause{Code: reason.ManualOverride, Name: f.by}
	}
	r := envelope.Want(f.by, level, w.Target, w.Cause)
	r.Weight = w.Weight
	f.count++
	f.requests[a] = append(f.requests[a], r)
}

func (f *Filing) mayWish() {
	if f.level == envelope.Safety {
		panic(fmt.Sprintf("%s is of class SAFETY and files a target", f.by))
	}
}

// Reactive is what one controller asks of an asset's reactive power; positive is absorbed. A
// request without a target only bounds.
type Reactive struct {
	By        string
	Level     envelope.Level
	Min, Max  unit.ReactivePower
	Target    unit.ReactivePower
	HasTarget bool
	Weight    int
	Cause     envelope.Cause
}

// The widest reactive bounds; halved so that sums of two never overflow.
const (
	LeastReactive = -unit.ReactivePower(1 << 61)
	MostReactive  = unit.ReactivePower(1 << 61)
)

// BoundQ asks that the asset's reactive power stay within [low, high].
func (f *Filing) BoundQ(a Asset, low, high unit.ReactivePower, cause envelope.Cause) {
	f.count++
	f.reactive[a] = append(f.reactive[a], Reactive{By: f.by, Level: f.level, Min: low, Max: high, Cause: cause})
}

// WantQ asks for a reactive power in the controller's class, by the rule of Wish.
func (f *Filing) WantQ(a Asset, target unit.ReactivePower, weight int) {
	f.mayWish()
	f.count++
	f.reactive[a] = append(f.reactive[a], Reactive{
		By: f.by, Level: f.level, Min: LeastReactive, Max: MostReactive,
		Target: target, HasTarget: true, Weight: weight,
	})
}

// Setting is what one controller asks of a set-point channel that is no power: a switch, a number
// of phases, a grid mode, a current. One rule holds for all of them: the class that binds first
// decides, within it the greatest weight, then who filed first; the others are told who did.
type Setting struct {
	By      string
	Level   envelope.Level
	Channel image.Handle
	Value   float64 // in the channel's unit
	Weight  int
	Cause   envelope.Cause
}

// Set asks for a value on a set-point channel in the controller's class. Unlike a target it is
// open to SAFETY, which has to open a switch without asking for a power.
func (f *Filing) Set(channel image.Handle, value float64, weight int, cause envelope.Cause) {
	f.count++
	f.settings = append(f.settings, Setting{f.by, f.level, channel, value, weight, cause})
}

// Notice is something a controller has to say: a step of a sequence, a trip, an alarm.
type Notice struct {
	By      string
	Code    reason.Code
	Params  reason.Params
	Asset   Asset // what it is about, NoAsset for the site
	Cleared bool  // the alarm is over
}

// Tell raises an event. It may allocate, so it is for changes, never for every cycle.
func (f *Filing) Tell(n Notice) {
	n.By = f.by
	f.notices = append(f.notices, n)
}

// Fault latches the edge in FAULT until an operator clears it. It is raised in every cycle in which
// its cause is seen, which is no news while it is latched; a clear is refused as long.
func (f *Filing) Fault(n Notice) {
	n.By = f.by
	f.faults = append(f.faults, n)
}

// Change is a change of mode that a controller asks for.
type Change struct {
	By   string
	Mode Mode
}

// Enter asks for another mode from the next cycle on: for island sequencing and for schedules.
// The first to ask in a cycle is heard.
func (f *Filing) Enter(m Mode) {
	if f.mode.By == "" {
		f.mode = Change{f.by, m}
	}
}

// Room is what the bounds filed so far leave an asset, of the controller's own class and those that
// bind before it; false where they contradict each other. Bounds on a cluster are not looked at.
func (f *Filing) Room(a Asset) (envelope.Envelope, bool) {
	room := envelope.Unbounded()
	for i := range f.requests[a] {
		if r := &f.requests[a][i]; r.Level <= f.level {
			room.Min, room.Max = max(room.Min, r.Bounds.Min), min(room.Max, r.Bounds.Max)
		}
	}
	return room, room.Min <= room.Max
}

// Of are the requests on one asset in the order they were filed.
func (f *Filing) Of(a Asset) []envelope.Request { return f.requests[a] }

// ReactiveOf are the requests on one asset's reactive power in the order they were filed.
func (f *Filing) ReactiveOf(a Asset) []Reactive { return f.reactive[a] }

// Settings are the requests on channels that are no powers, in the order they were filed.
func (f *Filing) Settings() []Setting { return f.settings }

// Notices are the events of this cycle.
func (f *Filing) Notices() []Notice { return f.notices }

// Faulted is the first fault of this cycle; false for none.
func (f *Filing) Faulted() (Notice, bool) {
	if len(f.faults) == 0 {
		return Notice{}, false
	}
	return f.faults[0], true
}

// Faults are all faults of this cycle, in the order they were raised.
func (f *Filing) Faults() []Notice { return f.faults }

// Entering is the change of mode asked for in this cycle; false for none.
func (f *Filing) Entering() (Change, bool) { return f.mode, f.mode.By != "" }

// Withdraw removes what one controller has filed, for a controller that failed half-way.
func (f *Filing) Withdraw(by string) {
	for i := range f.requests {
		f.requests[i] = keep(f.requests[i], func(r envelope.Request) bool { return r.By != by })
		f.reactive[i] = keep(f.reactive[i], func(r Reactive) bool { return r.By != by })
	}
	f.settings = keep(f.settings, func(s Setting) bool { return s.By != by })
	f.notices = keep(f.notices, func(n Notice) bool { return n.By != by })
	if f.mode.By == by {
		f.mode = Change{}
	}
	f.faults = keep(f.faults, func(n Notice) bool { return n.By != by })
}

func keep[T any](all []T, wanted func(T) bool) []T {
	kept := all[:0]
	for _, one := range all {
		if wanted(one) {
			kept = append(kept, one)
		}
	}
	return kept
}

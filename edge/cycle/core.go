package cycle

import (
	"fmt"
	"time"

	"ohmstead/edge/control"
	"ohmstead/edge/device"
	"ohmstead/edge/image"
	"ohmstead/edge/site"
	"ohmstead/energy/envelope"
	"ohmstead/energy/point"
	"ohmstead/energy/reason"
	"ohmstead/energy/unit"
)

// Bounds on a cycle's work. roomPerAsset requests fit without allocating; a controller that needs
// longer than budget is benched.
const roomPerAsset = 16

// Setpoint is what one controllable asset was given this cycle.
type Setpoint struct {
	Asset   string
	Channel string
	Handle  image.Handle
	// Power is the fold's answer in passive sign; Value is what goes to the channel.
	Power unit.Power
	Value float64
	Safe  bool
	asset int
}

// Cut is one request that was not granted in full.
type Cut struct {
	Asset string
	envelope.Step
}

// Event is something that happened in this cycle.
type Event struct {
	Code   reason.Code
	Params reason.Params
	// Cleared says that an alarm is over, Asset what it is about, "" for the edge itself.
	Cleared bool
	Asset   string
}

// Output is the answer of one cycle. Its slices are the core's own and hold until the next Step.
type Output struct {
	At        time.Time
	State     State
	Mode      control.Mode
	Setpoints []Setpoint
	Cuts      []Cut
	Events    []Event
}

// Core is one cycle without clock or goroutine: freeze, run, fold. Not safe for concurrent use.
type Core struct {
	site    *site.Site
	inbox   *image.Inbox
	image   *image.Image
	filing  *control.Filing
	benched []bool
	over    []int // cycles in a row in which a controller overdrew its budget
	last    []unit.Power
	// standing is what was ordered from outside the cycle.
	standing control.Standing
	before   time.Time
	steps    []envelope.Step
	checks   []readBack // by Asset
	out      Output
	// took measures a controller's run; nil measures nothing, as on a virtual clock.
	took   func() time.Time
	budget time.Duration
}

// New is a core in state INIT with every asset at its safe state.
func New(s *site.Site, inbox *image.Inbox) *Core {
	c := &Core{
		site: s, inbox: inbox, image: image.New(s.Layout),
		filing:  control.NewFiling(len(s.Assets), roomPerAsset),
		benched: make([]bool, len(s.Controllers)),
		over:    make([]int, len(s.Controllers)),
		last:    make([]unit.Power, len(s.Assets)),
		steps:   envelope.Grow(nil, roomPerAsset),
	}
	c.out.State, c.out.Mode = Init, s.Config.Mode
	c.checks = make([]readBack, len(s.Assets))
	for i, a := range s.Assets {
		c.last[i] = a.SafeState
		if a.Controllable() {
			c.checks[i] = newReadBack(s, a)
		}
	}
	return c
}

// Budget benches every controller that needs longer than d in several cycles in a row, measured by
// the clock now.
func (c *Core) Budget(d time.Duration, now func() time.Time) { c.budget, c.took = d, now }

// Image is the process image of the last Step.
func (c *Core) Image() *image.Image { return c.image }

// Filed are the requests on an asset in the last Step, for whoever explains them.
func (c *Core) Filed(a control.Asset) []envelope.Request { return c.filing.Of(a) }

// Enter changes the state with an event in the next Step's output. A change that the table does
// not have is a bug and panics.
func (c *Core) Enter(to State) {
	if c.out.State == to {
		return
	}
	if !allowed(c.out.State, to) {
		panic(fmt.Sprintf("no transition from %s to %s", c.out.State, to))
	}
	c.out.Events = append(c.out.Events, Event{Code: reason.StateChanged, Params: reason.Params{"from": string(c.out.State), "to": string(to)}})
	c.out.State = to
}

// Step is one cycle at now. In RUN it files, folds and answers a set-point for every controllable
// asset; in INIT it only freezes the image; in SHUTDOWN it answers the safe states. It allocates
// nothing unless an event is raised.
func (c *Core) Step(now time.Time) *Output {
	in := control.Input{Now: now, Since: c.since(now), Mode: c.site.Config.Mode, Image: c.image, Last: c.last, Standing: &c.standing}
	c.inbox.Freeze(now, c.image)
	c.out.At = now
	c.out.Setpoints, c.out.Cuts = c.out.Setpoints[:0], c.out.Cuts[:0]
	c.filing.Reset()
	switch c.out.State {
	case Run:
		c.physics()
		c.process(in)
		c.fold()
	case Shutdown:
		c.safe()
	}
	c.record(now)
	return &c.out
}

// Forget drops the events that the caller has taken from the last Output.
func (c *Core) Forget() { c.out.Events = c.out.Events[:0] }

// since is the time from the cycle before; a clock that stepped back counts as none.
func (c *Core) since(now time.Time) time.Duration {
	since := time.Duration(0)
	if !c.before.IsZero() {
		since = max(now.Sub(c.before), 0)
	}
	c.before = now
	return since
}

// physics files what the devices themselves allow right now. Both are magnitudes.
func (c *Core) physics() {
	c.filing.As("asset", envelope.Physics)
	for i := range c.site.Assets {
		a := &c.site.Assets[i]
		if !a.Controllable() {
			continue
		}
		if p, ok := c.allows(a.AllowedCharge); ok {
			c.filing.Bound(control.Asset(i), envelope.AtMost(p), allowedCause(p))
		}
		if p, ok := c.allows(a.AllowedDischarge); ok {
			c.filing.Bound(control.Asset(i), envelope.AtLeast(-p), allowedCause(p))
		}
	}
}

// allows is the power a device allows, never negative; false where it never said. A device that
// falls silent is held to the last it said: it may be able to do less by now, not more.
func (c *Core) allows(h image.Handle) (unit.Power, bool) {
	r := c.image.At(h)
	if !r.Quality.Usable() && r.Quality != point.Stale {
		return 0, false
	}
	p, ok := unit.FromFloat(r.Value, unit.Watt)
	return max(p, 0), ok
}

func allowedCause(p unit.Power) envelope.Cause {
	return envelope.Cause{Code: reason.AllowedPowerLimit, Numbers: [2]int64{int64(p)}}
}

// process runs every controller that is not benched.
func (c *Core) process(in control.Input) {
	for i := range c.site.Controllers {
		if !c.benched[i] && c.site.Controllers[i].Spec.ArmedIn(in.Mode) {
			c.run(i, in)
		}
	}
}

// run runs one controller; a panic or an overdrawn budget benches it, takes back its requests and
// raises an event, and the others go on.
func (c *Core) run(i int, in control.Input) {
	r := &c.site.Controllers[i]
	defer func() {
		if cause := recover(); cause != nil {
			c.bench(i, Event{Code: reason.ControllerFailed, Params: reason.Params{"controller": r.ID, "detail": fmt.Sprint(cause)}})
		}
	}()
	var began time.Time
	if c.took != nil {
		began = c.took()
	}
	c.filing.As(r.ID, r.Level)
	r.Propose(in, c.filing)
	if c.took != nil && c.overdrawn(i, c.took().Sub(began)) {
		c.bench(i, Event{Code: reason.ControllerOverBudget, Params: reason.Params{"controller": r.ID, "budget": c.budget.String()}})
	}
}

// overdrawn reports whether controller i has needed more than its budget in patience cycles in a
// row. A single long cycle is the machine's, which may have taken the processor away meanwhile.
func (c *Core) overdrawn(i int, took time.Duration) bool {
	const patience = 3
	if took <= c.budget {
		c.over[i] = 0
		return false
	}
	c.over[i]++
	return c.over[i] >= patience
}

func (c *Core) bench(i int, e Event) {
	c.benched[i] = true
	c.filing.Withdraw(c.site.Controllers[i].ID)
	c.out.Events = append(c.out.Events, e)
}

func (c *Core) fold() {
	for i := range c.site.Assets {
		a := &c.site.Assets[i]
		if !a.Controllable() {
			continue
		}
		var p unit.Power
		p, c.steps = envelope.Fold(a.Fold, c.filing.Of(control.Asset(i)), c.steps[:0])
		for _, s := range c.steps {
			c.out.Cuts = append(c.out.Cuts, Cut{a.ID, s})
		}
		c.answer(i, p, false)
	}
}

func (c *Core) safe() {
	for i := range c.site.Assets {
		if c.site.Assets[i].Controllable() {
			c.answer(i, c.site.Assets[i].SafeState, true)
		}
	}
}

func (c *Core) answer(i int, p unit.Power, safe bool) {
	a := &c.site.Assets[i]
	c.last[i] = p
	c.out.Setpoints = append(c.out.Setpoints, Setpoint{
		Asset: a.ID, Channel: c.site.Layout.Channels()[a.Setpoint].Point.Name,
		Handle: a.Setpoint, Power: p, Value: device.ChannelValue(a.Nature, p), Safe: safe, asset: i,
	})
}

// record shows the set-points as readings of their channels, so that they are sent like any other,
// and compares them with what the devices say they apply.
func (c *Core) record(now time.Time) {
	for i := range c.out.Setpoints {
		s := &c.out.Setpoints[i]
		c.image.Record(s.Handle, point.Of(s.Value, now))
		check := &c.checks[s.asset]
		check.order(now, s.Value)
		if e, news := check.judge(now, c.image.At(check.applied), s.Value); news {
			e.Asset = s.Asset
			c.out.Events = append(c.out.Events, e)
		}
	}
}

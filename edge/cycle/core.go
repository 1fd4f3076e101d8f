package cycle

import (
	"time"

	"ohmstead/edge/battery"
	"ohmstead/edge/control"
	"ohmstead/edge/cycle/state"
	"ohmstead/edge/device"
	"ohmstead/edge/image"
	"ohmstead/edge/site"
	"ohmstead/energy/arbitration"
	"ohmstead/energy/envelope"
	"ohmstead/energy/point"
	"ohmstead/energy/reason"
	"ohmstead/energy/unit"
)

// roomPerAsset requests on an asset fit without allocating.
const roomPerAsset = 16

// Setpoint is what one set-point channel was given this cycle.
type Setpoint struct {
	Asset   string
	Channel string
	Handle  image.Handle
	// Value is what goes to the channel. Power is the asset's in passive sign where the value follows
	// from it, 0 otherwise.
	Power unit.Power
	Value float64
	// Safe marks the order to a safe state.
	Safe bool
}

// Cut is one request that was not granted in full. Of an active power the step says what was asked
// and given; of anything else Channel is its set-point channel, and AskedValue and GivenValue are in
// Unit.
type Cut struct {
	Asset string
	envelope.Step
	Channel                string
	Unit                   point.Unit
	AskedValue, GivenValue float64
}

// Event is something that happened in this cycle or between it and the one before.
type Event struct {
	Code   reason.Code
	Params reason.Params
	// Cleared says that an alarm or a fault is over, Asset what it is about, "" for the edge itself.
	Cleared bool
	Asset   string
}

// Output is the answer of one cycle. Its slices are the core's own and hold until the next Step.
type Output struct {
	At        time.Time
	State     state.State
	Mode      control.Mode // by which this cycle's controllers were asked
	Setpoints []Setpoint
	Cuts      []Cut
	Events    []Event
	// Changed says that Memory is another than after the cycle before.
	Changed bool
}

// Core is one cycle without clock or goroutine: freeze, change state, run, arbitrate. Its owner calls
// Step once a cycle and, between two of them, what operators ask for. Not safe for concurrent use.
type Core struct {
	site    *site.Site
	inbox   Source
	image   *image.Image
	filing  *control.Filing
	crew    []hand         // by Controller
	who     map[string]int // controllers by name
	seat    []seat         // by asset
	places  []site.Seat    // by place, in arbitration
	names   []string       // by place
	ports   []port
	portAt  []int32 // by handle, -1 for a channel that takes no set-point
	chosen  []int32 // the ports that somebody wants set in this cycle
	arbiter *arbitration.Arbiter
	runs    uint64 // cycles in RUN
	stopped uint64 // cycles in which arbitration reached its limits
	last    []unit.Power
	before  time.Time
	out     Output
	events  []Event // since the last Step
	// batteries estimates states of charge between the freeze and the controllers.
	batteries *battery.Stage
	machine   *state.Machine
	meaning   state.Meaning
	facts     state.Facts
	mode      control.Mode
	faults    []latched
	// standing is what was ordered from outside the cycle.
	standing control.Standing
	// changed says that what Memory holds has changed since the last Step reported it.
	changed bool
	// took measures a controller's run; nil measures nothing, as on a virtual clock.
	took   func() time.Time
	budget time.Duration
	// witness sees what goes in and comes out; nil for nobody.
	witness Witness
	// overdrew are the controllers that are benched in a cycle that is repeated, as they were.
	overdrew []int
}

// Source is where a cycle's readings come from; *image.Inbox and *image.Playback satisfy it.
type Source interface {
	// Freeze shows everything there is in the image, as of now.
	Freeze(now time.Time, into *image.Image)
	// Put takes what the cycle itself finds out, for the next freeze.
	Put(updates []image.Update)
}

// New is a core in state INIT with every asset at its safe state.
func New(s *site.Site, inbox Source) *Core {
	c := &Core{
		site: s, inbox: inbox, image: image.New(s.Layout), batteries: battery.New(s),
		filing:  control.NewFiling(s.Places(), roomPerAsset),
		last:    make([]unit.Power, s.Places()),
		machine: state.New(), meaning: state.Of(state.Init), mode: s.Config.Mode,
		standing: control.Standing{Overrides: make([]control.Override, 0, mostOverrides)},
	}
	c.out.State, c.out.Mode = c.meaning.State, c.mode
	c.crew, c.who = newCrew(s), make(map[string]int, len(s.Controllers))
	for i := range s.Controllers {
		c.who[s.Controllers[i].ID] = i
	}
	c.seats()
	for i := range c.places {
		c.names = append(c.names, s.Name(place(i)))
	}
	for i := range s.Assets {
		c.settleAt(i, s.Assets[i].SafeState, device.Split(s.Assets[i].SafeState))
	}
	c.addUp()
	return c
}

// Budget benches every controller that needs longer than d in several cycles in a row, measured by
// the clock now.
func (c *Core) Budget(d time.Duration, now func() time.Time) { c.budget, c.took = d, now }

// Image is the process image of the last Step.
func (c *Core) Image() *image.Image { return c.image }

// Step is one cycle at now. First the state changes as the facts since the last cycle ask for it,
// then controllers are asked, then a fault they raise changes the state once more: in FAULT the
// assets are at their safe states in the very cycle that found it. It allocates nothing unless
// something happens.
//
// How much time has passed goes by the clock that nobody sets, where now has it; what the cycle is
// given beyond that is the time on the wall, in UTC.
func (c *Core) Step(now time.Time) *Output { return c.step(now, c.passed(now)) }

// step is Step when so much time has passed since the cycle before; a clock that stepped back counts
// as none.
func (c *Core) step(now time.Time, passed time.Duration) *Output {
	c.inbox.Freeze(now, c.image)
	read := now // what the estimates put in grows old like what drivers do
	now = now.Round(0).UTC()
	if c.witness != nil {
		c.witness.Frozen(now, passed, c.image)
	}
	in := control.Input{Now: now, Since: max(passed, 0), Mode: c.mode, Image: c.image, Last: c.last, Standing: &c.standing}
	c.estimate(read, in.Since)
	c.out.At, c.out.Mode = now, c.mode
	c.out.Setpoints, c.out.Cuts = c.out.Setpoints[:0], c.out.Cuts[:0]
	c.filing.Reset()
	c.expire(now)
	c.move()
	c.beforehand(now)
	c.ask(in)
	c.hear(now)
	c.move()
	switch {
	case c.meaning.Controls:
		c.decide(now, in.Since)
	case c.meaning.Orders:
		c.safe(now)
	}
	c.tally(in.Since)
	c.out.Changed, c.changed = c.changed, false
	c.out.Events, c.events = c.events, c.out.Events[:0]
	if c.witness != nil {
		c.witness.Decided(&c.out)
	}
	return &c.out
}

// estimate lets the batteries' states of charge follow what was measured.
func (c *Core) estimate(now time.Time, since time.Duration) {
	for _, e := range c.batteries.Step(now, since, c.image, c.inbox) {
		c.tell(Event{Code: e.Code, Params: e.Params, Asset: e.Asset, Cleared: e.Cleared})
	}
	c.changed = c.batteries.News() || c.changed
}

func (c *Core) tell(e Event) { c.events = append(c.events, e) }

// move changes the state as long as the table has a row whose guard holds.
func (c *Core) move() {
	c.facts.Latched = len(c.faults) > 0
	for row, moved := c.machine.Step(c.facts); moved; row, moved = c.machine.Step(c.facts) {
		c.meaning = state.Of(row.To)
		c.out.State = row.To
		c.tell(Event{Code: row.Event, Params: reason.Params{"from": string(row.From), "to": string(row.To)}})
		if row.To == state.Fault {
			c.dropOverrides()
		}
	}
}

// passed is the time from the cycle before, negative where the clock stepped back.
func (c *Core) passed(now time.Time) time.Duration {
	passed := time.Duration(0)
	if !c.before.IsZero() {
		passed = now.Sub(c.before)
	}
	c.before = now
	return passed
}

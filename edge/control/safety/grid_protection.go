package safety

import (
	"fmt"
	"math"
	"time"

	"ohmstead/edge/control"
	"ohmstead/edge/image"
	"ohmstead/energy/envelope"
	"ohmstead/energy/gridcode"
	"ohmstead/energy/point"
	"ohmstead/energy/reason"
	"ohmstead/energy/unit"
)

// gridProtection takes a plant off the grid when voltage or frequency leave what the grid code
// allows, and lets it back when they have kept within its window.
type gridProtection struct {
	id       string
	assets   []control.Member
	coupler  couplerPort
	volts    []image.Handle // one for each phase
	hertz    image.Handle
	channels []string // names of volts, then of hertz
	rule     protectionRule
	maxAge   time.Duration

	picked    []control.Held // by stage
	means     []slidingMean  // by phase
	seen      measuredGrid
	inService bool
	tripped   int // stage that tripped, -1 for none
	told      bool
	within    control.Held
	back      float64 // share of rated power that may flow again
}

// couplerPort is the switch between site and grid, if the protection opens one.
type couplerPort struct {
	fitted            bool
	closed, setClosed image.Handle
	closes            bool
}

// measuredGrid is what one cycle sees of the grid.
type measuredGrid struct {
	low, high, mean float64 // V: least and greatest phase, greatest mean
	meanKnown       bool
	hertz           float64
}

// GridProtection is the controller type GRID_PROTECTION.
func GridProtection() control.Spec {
	return control.Spec{
		Type:     "GRID_PROTECTION",
		Level:    envelope.Safety,
		Impact:   "people who work on a dead line and devices of neighbours: when it is wrong the plant feeds a grid that is out of order or that somebody believes to be dead. It acts in cycles and over a field bus, so it adds to the certified protection of inverters and interface relay and never stands in for it",
		Fallback: "without fresh voltage and frequency the plant is taken off the grid and comes back by the same window as after a trip; after a restart it waits for the window as well",
		Summary:  "Takes assets off the grid when voltage or frequency leave the grid code's stages for their times, and lets them back when both have kept within its window, with a ramp.",
		Formula:  "a quantity past a stage's threshold without interruption for its delay → ess = pv = generator = 0 W, 0 var, coupler open, latched; within the window for its time → released with |P| ≤ rating · ramp · t. A stage trips in the first cycle after its delay",
		Source:   "stages and windows by rule: docs/grid-codes.md",
		Raises:   []reason.Code{reason.GridProtectionTrip},
		Fields:   gridProtectionFields(),
		New:      newGridProtection,
	}
}

func newGridProtection(p control.Params) (control.Controller, error) {
	rule, err := readRule(p)
	if err != nil {
		return nil, err
	}
	meter := p.Member("meter")
	c := &gridProtection{
		id: p.ID, assets: p.Members["assets"], rule: rule, maxAge: p.MaxAge, tripped: -1,
		hertz:  meter.Handle(point.Frequency),
		picked: make([]control.Held, len(rule.stages)),
	}
	for phase := range int(p.Numbers["phases"]) {
		name := fmt.Sprintf("Voltage_L%d", phase+1)
		h, err := meter.Channel(name)
		if err != nil {
			return nil, err
		}
		c.volts = append(c.volts, h)
		c.channels = append(c.channels, meter.ID+"."+name)
	}
	c.channels = append(c.channels, meter.ID+"."+point.Frequency)
	c.means = make([]slidingMean, len(c.volts))
	if m, ok := p.Optional("coupler"); ok {
		closed, err := m.Channel(point.Closed)
		if err != nil {
			return nil, err
		}
		setClosed, err := m.Channel(point.SetClosed)
		if err != nil {
			return nil, err
		}
		c.coupler = couplerPort{true, closed, setClosed, p.Flags["closes"]}
	}
	return c, nil
}

// ConnectsWithin implements control.Connecting: what holds after a trip.
func (c *gridProtection) ConnectsWithin() control.Window {
	w := c.rule.reconnect
	return control.Window{MinVolts: w.lowVolts, MaxVolts: w.highVolts, MinHertz: w.lowHertz, MaxHertz: w.highHertz, Hold: w.hold}
}

// Propose measures, decides and files. A plant that is out of service stands still unless its
// coupler is known to be open: what happens behind an open coupler is the island's. The coupler is
// opened by a trip alone, so that a start or a lost meter takes no load off the grid, but one that is
// open stays so until the window has been kept.
func (c *gridProtection) Propose(in control.Input, out *control.Filing) {
	blind := c.measure(in)
	if blind != "" {
		c.leave(-1)
	} else if c.inService {
		c.watch(in, out)
	} else {
		c.wait(in, out)
	}
	cause := c.cause(blind)
	if c.inService {
		c.release(in, out)
		return
	}
	open := c.coupler.open(in)
	if c.coupler.fitted && (open || c.tripped >= 0) {
		out.Set(c.coupler.setClosed, 0, 1, cause)
	}
	if open {
		return
	}
	for i := range c.assets {
		out.Bound(c.assets[i].Asset, envelope.Exactly(0), cause)
		out.BoundQ(c.assets[i].Asset, 0, 0, cause)
	}
}

// open reports whether the coupler is known to be open.
func (p couplerPort) open(in control.Input) bool {
	if !p.fitted {
		return false
	}
	closed, ok := in.Value(p.closed)
	return ok && closed == 0
}

// measure reads the grid; it answers the channel that is not fresh, "" for none. What is missing
// once makes the mean begin anew.
func (c *gridProtection) measure(in control.Input) string {
	hertz, ok := in.Value(c.hertz)
	if !ok {
		return c.lost(len(c.volts))
	}
	seen := measuredGrid{low: math.Inf(1), hertz: hertz, meanKnown: true}
	for i, h := range c.volts {
		volts, ok := in.Value(h)
		if !ok {
			return c.lost(i)
		}
		c.means[i].add(volts, min(in.Since, c.maxAge))
		mean, known := c.means[i].value()
		seen.low, seen.high = min(seen.low, volts), max(seen.high, volts)
		seen.mean, seen.meanKnown = max(seen.mean, mean), seen.meanKnown && known
	}
	c.seen = seen
	return ""
}

func (c *gridProtection) lost(channel int) string {
	for i := range c.means {
		c.means[i].forget()
	}
	return c.channels[channel]
}

// leave takes the plant out of service, for a stage or for none.
func (c *gridProtection) leave(stage int) {
	c.inService, c.back = false, 0
	if stage >= 0 {
		c.tripped = stage
	}
	c.within = control.Held{}
	for i := range c.picked {
		c.picked[i] = control.Held{}
	}
}

// watch lets the stages run; the first of the list that trips is named.
func (c *gridProtection) watch(in control.Input, out *control.Filing) {
	stage := -1
	for i := range c.rule.stages {
		s := &c.rule.stages[i]
		if c.picked[i].Past(s.past(c.seen), in.Since, s.delay) && stage < 0 {
			stage = i
		}
	}
	if stage < 0 {
		return
	}
	measured := c.rule.stages[stage].measured(c.seen)
	c.leave(stage)
	c.told = true
	out.Tell(control.Notice{Code: reason.GridProtectionTrip, Asset: control.NoAsset, Params: reason.Params{
		"controller": c.id, "stage": c.rule.stages[stage].name, "measured": measured,
	}})
}

// wait lets the window's time run.
func (c *gridProtection) wait(in control.Input, out *control.Filing) {
	w := c.window()
	if !c.within.Past(w.holds(c.seen), min(in.Since, c.maxAge), w.hold) {
		return
	}
	if c.told {
		out.Tell(control.Notice{Code: reason.GridProtectionTrip, Asset: control.NoAsset, Cleared: true, Params: reason.Params{
			"controller": c.id, "stage": c.rule.stages[c.tripped].name, "measured": "",
		}})
	}
	c.inService, c.tripped, c.told, c.back = true, -1, false, 0
}

func (c *gridProtection) window() *protectionWindow {
	if c.tripped >= 0 {
		return &c.rule.reconnect
	}
	return &c.rule.connect
}

// release lets power come back by the ramp, and closes the coupler where nobody else does.
func (c *gridProtection) release(in control.Input, out *control.Filing) {
	if c.coupler.closes {
		out.Set(c.coupler.setClosed, 1, 1, envelope.Cause{Code: reason.GridRamp})
	}
	if c.back >= 1 || c.rule.ramp == 0 {
		return
	}
	for i := range c.assets {
		m := &c.assets[i]
		most := scaled(max(m.Rating.Max, -m.Rating.Min), c.back)
		out.Bound(m.Asset, envelope.Between(-most, most), envelope.Cause{Code: reason.GridRamp, Numbers: [2]int64{int64(most)}})
	}
	c.back += float64(c.rule.ramp * min(in.Since, c.maxAge).Seconds())
}

// cause explains why the plant is out of service.
func (c *gridProtection) cause(blind string) envelope.Cause {
	switch {
	case blind != "":
		return envelope.Cause{Code: reason.StaleInput, Name: blind}
	case c.tripped >= 0:
		return envelope.Cause{Code: reason.GridProtection, Name: c.rule.stages[c.tripped].name}
	default:
		left := c.window().hold - c.within.Elapsed()
		return envelope.Cause{Code: reason.GridNotReady, Numbers: [2]int64{int64(math.Ceil(left.Seconds()))}}
	}
}

// Latches has the bit of the stage that tripped.
func (c *gridProtection) Latches() uint64 {
	return latchOf(c.tripped >= 0) << max(c.tripped, 0)
}

// Relatch holds a trip of before the restart. Without one the plant still waits for the window to
// connect.
func (c *gridProtection) Relatch(set uint64) {
	for i := range c.rule.stages {
		if set&(1<<i) != 0 {
			c.tripped, c.told = i, true
			return
		}
	}
}

// protectionRule is a grid code in V, Hz and time, or what a site file says instead.
type protectionRule struct {
	stages             []protectionStage
	connect, reconnect protectionWindow
	ramp               float64 // share of rated power a second; 0 for none
}

type protectionStage struct {
	name     string
	quantity gridcode.Quantity
	above    bool
	limit    float64 // V or Hz
	delay    time.Duration
}

// past reports whether the quantity is beyond the threshold. At the threshold it is not.
func (s *protectionStage) past(g measuredGrid) bool {
	switch {
	case s.quantity == gridcode.Frequency && s.above:
		return g.hertz > s.limit
	case s.quantity == gridcode.Frequency:
		return g.hertz < s.limit
	case s.quantity == gridcode.MeanVoltage:
		return g.meanKnown && g.mean > s.limit
	case s.above:
		return g.high > s.limit
	default:
		return g.low < s.limit
	}
}

// measured is the quantity as people read it.
func (s *protectionStage) measured(g measuredGrid) string {
	switch {
	case s.quantity == gridcode.Frequency:
		return fmt.Sprintf("%.2f Hz", g.hertz)
	case s.quantity == gridcode.MeanVoltage:
		return fmt.Sprintf("%.1f V (10 min)", g.mean)
	case s.above:
		return fmt.Sprintf("%.1f V", g.high)
	default:
		return fmt.Sprintf("%.1f V", g.low)
	}
}

type protectionWindow struct {
	lowVolts, highVolts, lowHertz, highHertz float64
	hold                                     time.Duration
}

// holds reports whether every phase and the frequency lie in the window, and the mean not above it
// where one is known.
func (w *protectionWindow) holds(g measuredGrid) bool {
	return g.low >= w.lowVolts && g.high <= w.highVolts && g.hertz >= w.lowHertz && g.hertz <= w.highHertz &&
		!(g.meanKnown && g.mean > w.highVolts)
}

// nominalVolts crosses from shares of nominal voltage to V.
func nominalVolts(s gridcode.Share, nominal float64) float64 { return s.Of(nominal) }

func nominalWindow(w gridcode.Window, nominal float64) protectionWindow {
	return protectionWindow{
		nominalVolts(w.VoltsMin, nominal), nominalVolts(w.VoltsMax, nominal),
		unit.Float(w.HertzMin, unit.Hertz), unit.Float(w.HertzMax, unit.Hertz), w.Hold,
	}
}

package storm

import (
	"math/rand/v2"
	"strconv"
	"time"

	"ohmstead/edge/control"
	"ohmstead/edge/cycle"
	"ohmstead/edge/cycle/state"
	"ohmstead/edge/image"
	"ohmstead/edge/site"
	"ohmstead/energy/point"
	"ohmstead/energy/slot"
	"ohmstead/energy/unit"
	"ohmstead/wire"
)

// world is the household, its truth, and the edge that sees some of it.
type world struct {
	home  household
	rng   *rand.Rand
	yard  *yard
	spool *spool
	truth time.Time
	skew  time.Duration // the edge's clock minus the truth

	// The running process; core is nil while there is none.
	site    *site.Site
	inbox   *image.Inbox
	core    *cycle.Core
	emitter *cycle.Emitter
	records cycle.Recorder // nil for none
	devices []*device      // meter, solar where there is any, batteries
	rows    []wire.Row
	updates []image.Update
	down    int // cycles until the next start

	record    func(*site.Site, *cycle.Core) cycle.Recorder
	memory    cycle.Memory // what the journal holds
	remembers bool
	overrides int
	tally     Tally
}

func newWorld(h household, rng *rand.Rand, record func(*site.Site, *cycle.Core) cycle.Recorder) (*world, error) {
	w := &world{home: h, rng: rng, record: record, spool: newSpool(rng), truth: time.Date(2026, 6, 1, 0, 0, 0, 0, time.UTC)}
	w.yard = newYard(h, rng, w.truth)
	return w, w.start()
}

// start begins a process: all it knows is what the journal holds.
func (w *world) start() error {
	built, err := w.home.build()
	if err != nil {
		return err
	}
	w.site, w.inbox = built, image.NewInbox(built.Layout)
	w.core, w.emitter = cycle.New(built, w.inbox), cycle.NewEmitter(built.Layout)
	if w.remembers {
		w.core.Remember(w.memory)
	}
	if w.record != nil {
		w.records = w.record(built, w.core)
		w.core.Watch(w.records)
		w.records.Rest(w.core)
	}
	w.core.Ready()
	w.wire()
	w.spool.begin()
	w.tally.Boots++
	return nil
}

// wire joins the channels of the site to the truth, device by device. What ails a device outlives
// the edge's process.
func (w *world) wire() {
	before := w.devices
	w.devices = nil
	add := func(taps ...tap) {
		d := &device{taps: taps}
		if i := len(w.devices); i < len(before) {
			d.ailment, d.until, d.held, d.past = before[i].ailment, before[i].until, before[i].held, before[i].past
		}
		w.devices = append(w.devices, d)
	}
	at := func(asset, channel string) image.Handle { return w.site.Layout.Lookup(asset, channel) }
	meter := []tap{
		{at("grid0", point.ActivePower), true, w.yard.grid},
		{at("grid0", point.Frequency), false, func() float64 { return w.yard.hertz }},
	}
	for k := range w.yard.volts {
		meter = append(meter, tap{at("grid0", "Voltage_L"+strconv.Itoa(k+1)), false, func() float64 { return w.yard.volts[k] }})
	}
	add(meter...)
	if w.home.solar > 0 {
		add(tap{at("pv0", point.ActivePower), true, func() float64 { return w.yard.solar }})
	}
	for i, b := range w.home.batteries {
		c := &w.yard.cells[i]
		add(
			tap{at(b.id, point.ActivePower), true, func() float64 { return c.power }},
			tap{at(b.id, point.SOC), false, func() float64 { return c.soc }},
			tap{at(b.id, "Temperature"), false, func() float64 { return c.heat }},
			tap{at(b.id, point.AllowedCharge), false, func() float64 { charge, _ := c.allowed(b); return charge }},
			tap{at(b.id, point.AllowedDischarge), false, func() float64 { _, discharge := c.allowed(b); return discharge }},
		)
	}
}

// clock is the edge's own time.
func (w *world) clock() time.Time { return w.truth.Add(w.skew) }

// battery is the device of battery i.
func (w *world) battery(i int) *device { return w.devices[len(w.devices)-len(w.home.batteries)+i] }

// step is one cycle of the world. It returns nil where no process runs.
func (w *world) step() (*cycle.Output, error) {
	w.truth = w.truth.Add(w.home.cycle)
	w.yard.step(w.truth, w.home.cycle)
	for _, d := range w.devices {
		d.fall(w.rng, w.truth, w.home.cycle)
	}
	if err := w.spool.flow(); err != nil {
		return nil, err
	}
	if w.down > 0 {
		if w.down--; w.down > 0 {
			return nil, nil
		}
		return nil, w.start()
	}
	w.misfortune()
	w.updates = w.updates[:0]
	for _, d := range w.devices {
		w.updates = d.reads(w.rng, w.clock(), w.home.cycle, w.updates)
	}
	w.inbox.Put(w.updates)
	out := w.core.Step(w.clock())
	if w.records != nil {
		w.records.Rest(w.core)
	}
	if out.Changed {
		w.memory, w.remembers = w.core.Memory(), true
	}
	w.obey(out)
	dies := w.rng.Float64() < 0.0005
	t0 := w.clock().Truncate(time.Microsecond)
	w.rows = w.emitter.Collect(w.core.Image(), w.clock(), t0, w.rows[:0])
	if err := w.spool.append(t0, w.rows, dies); err != nil {
		return nil, err
	}
	if dies {
		w.down = 1 + w.rng.IntN(200)
	}
	w.tally.Cycles++
	return out, nil
}

// obey hands each battery its set-point, if its device is there to hear it.
func (w *world) obey(out *cycle.Output) {
	for i, b := range w.home.batteries {
		if w.battery(i).ailment == lost {
			continue
		}
		for k := range out.Setpoints {
			if s := &out.Setpoints[k]; s.Asset == b.id && s.Channel == point.SetActivePower {
				w.yard.cells[i].ordered, w.yard.cells[i].told = s.Value, w.truth
			}
		}
	}
}

// misfortune steps the clock and lets operators press buttons. Refusals are theirs to read; what
// must hold whatever they press is the judge's to see.
func (w *world) misfortune() {
	s := w.home.cycle.Seconds()
	if w.rng.Float64() < 0.0005*s {
		w.skew += time.Duration(between(w.rng, -7200, 7200) * float64(time.Second))
		w.tally.ClockSteps++
	}
	switch chance := w.rng.Float64() / s; {
	case chance < 0.003:
		w.takeByHand()
	case chance < 0.004:
		w.core.Enable(w.rng.IntN(4) > 0, "ann")
	case chance < 0.006:
		w.count(&w.tally.Modes, w.core.SetMode([]control.Mode{control.SelfConsumption, control.PeakShaving, control.Droop}[w.rng.IntN(3)], "ann"))
	case chance < 0.02:
		if w.core.State() == state.Fault {
			w.count(&w.tally.Clears, w.core.Clear("ann", "looked at it"))
		}
	}
}

func (w *world) takeByHand() {
	b := w.home.batteries[w.rng.IntN(len(w.home.batteries))]
	asset, _ := w.site.Place(b.id)
	w.overrides++
	w.count(&w.tally.Overrides, w.core.Override(w.clock(), control.Override{
		ID: "hand" + strconv.Itoa(w.overrides), Asset: asset, By: "ann", Reason: "to see",
		Power:    unit.Power(between(w.rng, -1.5, 1.5) * b.rating),
		Interval: slot.Interval{From: w.clock(), To: w.clock().Add(time.Duration(between(w.rng, 1, 120) * float64(time.Second)))},
	}))
}

// count counts what was done and what was refused.
func (w *world) count(done *int, err error) {
	if err == nil {
		*done++
		return
	}
	w.tally.Refused++
}

// Tally counts what a run has been through, so that a run in which nothing happened shows.
type Tally struct {
	Cycles, Boots, Faults, Clears, Overrides, Modes, Refused, ClockSteps int
	Frames, Rows, Reactive                                               int
}

// Add adds another run's counts.
func (t *Tally) Add(o Tally) {
	t.Cycles += o.Cycles
	t.Boots += o.Boots
	t.Faults += o.Faults
	t.Clears += o.Clears
	t.Overrides += o.Overrides
	t.Modes += o.Modes
	t.Refused += o.Refused
	t.ClockSteps += o.ClockSteps
	t.Frames += o.Frames
	t.Rows += o.Rows
	t.Reactive += o.Reactive
}

package cycle

import (
	"context"
	"slices"
	"sync"
	"time"

	"ohmstead/edge/control"
	"ohmstead/edge/cycle/state"
	"ohmstead/edge/device"
	"ohmstead/edge/site"
	"ohmstead/wire"
)

// initTimeout is how long INIT waits for a required device that does not answer.
const initTimeout = 10 * time.Second

// Sink takes what a cycle has to say. Both must return at once: they queue or drop, never block.
type Sink interface {
	// Rows takes samples with offsets from t0. The slice is the loop's own.
	Rows(t0 time.Time, rows []wire.Row)
	Event(e wire.Event)
}

// Loop runs a core on absolute deadlines.
type Loop struct {
	core    *Core
	site    *site.Site
	orders  *device.Orders
	health  *device.Board
	sink    Sink
	emitter *Emitter
	meter   *meter
	// punctual judges lateness for the alarm, meter counts it for the metrics.
	punctual punctuality
	rows     []wire.Row
	began    time.Time
	sleep    func(context.Context, time.Duration) bool // reports false when ctx ended first
	tasks    chan task
	ended    chan struct{}
	keep     func(Memory)
	recorder Recorder

	mu     sync.Mutex
	status Status
}

// Status is the loop as others may see it.
type Status struct {
	At        time.Time
	State     state.State
	Mode      control.Mode
	Disabled  bool // control is switched off by an operator
	Faults    []Fault
	Lasting   []bool // of Faults, in the same order: whether the cause was still seen in the last cycle
	Setpoints []Setpoint
	Cuts      []Cut
	Requests  []Request
	// Overrides, Limits and FailSafe are what was ordered from outside; of the limits and the overrides
	// some may begin later. The limits are not to be changed.
	Overrides []Override
	Limits    []control.Limit
	FailSafe  *control.Limit

	Constraints []control.GridConstraint
	// Stopped counts the cycles in which arbitration reached its limits and the answer of the earlier
	// classes stood.
	Stopped uint64
	// Controllers is what each has done since the start, in the order they run.
	Controllers []ControllerStats
}

// NewLoop puts a loop together. It does nothing before Run.
func NewLoop(core *Core, orders *device.Orders, health *device.Board, sink Sink) *Loop {
	return &Loop{
		core: core, site: core.site, orders: orders, health: health, sink: sink,
		emitter: NewEmitter(core.site.Layout), meter: &meter{}, punctual: punctuality{period: core.site.Config.Cycle},
		rows:  make([]wire.Row, 0, core.site.Layout.Len()),
		tasks: make(chan task, mostTasks), ended: make(chan struct{}), keep: func(Memory) {},
		sleep: newTimer(),
	}
}

// Keep has the memory handed to keep whenever it changes, in the cycle that changed it; keep must
// return at once. It is called before Run. Without it nothing outlives the process.
func (l *Loop) Keep(keep func(Memory)) { l.keep = keep }

// Recorder keeps what a core is given, so that another can be given it once more.
type Recorder interface {
	Witness
	// Rest is called before the first cycle and after each: the place to take an imprint.
	Rest(c *Core)
}

// Record has all that goes into the core and comes out of it recorded. It is called before Run.
func (l *Loop) Record(r Recorder) {
	l.recorder = r
	l.core.Watch(r)
}

// Stats is how the loop has kept its deadlines so far.
func (l *Loop) Stats() Stats { return l.meter.snapshot() }

// Status is the outcome of the last cycle.
func (l *Loop) Status() Status {
	l.mu.Lock()
	defer l.mu.Unlock()
	s := l.status
	s.Setpoints, s.Cuts, s.Requests = slices.Clone(s.Setpoints), slices.Clone(s.Cuts), slices.Clone(s.Requests)
	s.Faults, s.Controllers = slices.Clone(s.Faults), slices.Clone(s.Controllers)
	s.Lasting, s.Overrides = slices.Clone(s.Lasting), slices.Clone(s.Overrides)
	for i := range s.Controllers {
		s.Controllers[i].Cuts = slices.Clone(s.Controllers[i].Cuts)
	}
	return s
}

// Lease is how long an order holds without being confirmed by another cycle.
func (l *Loop) Lease() time.Duration { return max(2*time.Second, 5*l.site.Config.Cycle) }

// Run cycles until ctx ends, then orders every safe state once more and returns nil. The deadline
// of each cycle is a multiple of the period after the start; after an overrun the next deadline is
// the next multiple, so cycles are counted as skipped and never bunched up.
func (l *Loop) Run(ctx context.Context) error {
	defer close(l.ended)
	period := l.site.Config.Cycle
	l.core.Budget(period, time.Now)
	l.rest()
	l.began = time.Now()
	deadline := l.began
	for l.sleep(ctx, time.Until(deadline)) {
		now := time.Now()
		l.advance(now)
		l.work(now)
		l.cycle(now)
		took := time.Since(now)
		next := deadline.Add(period)
		k := kept{late: max(now.Sub(deadline), 0), took: took, behind: time.Since(next)}
		if k.behind > 0 {
			k.skipped = uint64(k.behind/period) + 1
			next = next.Add(time.Duration(k.skipped) * period)
		}
		l.meter.add(k)
		if e, news := l.punctual.add(now, now.Sub(deadline), k.skipped); news {
			l.tell(now, e)
		}
		deadline = next
	}
	l.core.Stop()
	l.cycle(time.Now())
	return nil
}

// advance leaves INIT once every required device has answered or the wait is over.
func (l *Loop) advance(now time.Time) {
	if l.core.State() != state.Init {
		return
	}
	if now.Sub(l.began) < initTimeout {
		for _, d := range l.site.Config.Devices {
			if d.Required && l.health.Of(d.Key).LastAnswer.IsZero() {
				return
			}
		}
	}
	l.core.Ready()
}

// cycle runs one step and hands out what came of it.
func (l *Loop) cycle(now time.Time) {
	out := l.core.Step(now)
	for _, s := range out.Setpoints {
		l.orders.Put(s.Handle, device.Order{Value: s.Value, Issued: now, Expires: now.Add(l.Lease()), Safe: s.Safe})
	}
	t0 := now.Truncate(time.Microsecond)
	l.rows = l.emitter.Collect(l.core.Image(), now, t0, l.rows[:0])
	if len(l.rows) > 0 {
		l.sink.Rows(t0, l.rows)
	}
	for _, e := range out.Events {
		l.tell(now, e)
	}
	if out.Changed {
		l.keep(l.core.Memory())
	}
	l.publish(now, out)
	l.rest()
}

func (l *Loop) rest() {
	if l.recorder != nil {
		l.recorder.Rest(l.core)
	}
}

func (l *Loop) tell(now time.Time, e Event) {
	l.sink.Event(wire.Event{
		Version: wire.Version, At: now, Code: string(e.Code), Params: e.Params, Asset: e.Asset, Cleared: e.Cleared,
	})
}

func (l *Loop) publish(now time.Time, out *Output) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.status.At, l.status.State, l.status.Mode, l.status.Disabled = now, out.State, Shown(out.Mode), l.core.facts.Disabled
	l.status.Faults, l.status.Lasting = l.status.Faults[:0], l.status.Lasting[:0]
	for i := range l.core.faults {
		l.status.Faults, l.status.Lasting = append(l.status.Faults, l.core.faults[i].Fault), append(l.status.Lasting, l.core.faults[i].lasts)
	}
	l.status.Overrides = l.core.overrides(l.status.Overrides[:0])
	l.status.Limits, l.status.FailSafe, l.status.Constraints = l.core.standing.Limits, l.core.standing.FailSafe, l.core.standing.Constraints
	l.status.Setpoints = append(l.status.Setpoints[:0], out.Setpoints...)
	l.status.Cuts = append(l.status.Cuts[:0], out.Cuts...)
	l.status.Requests = l.core.Requests(l.status.Requests[:0])
	l.status.Controllers, l.status.Stopped = l.core.Controllers(l.status.Controllers), l.core.stopped
}

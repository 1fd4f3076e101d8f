package depot

import (
	"errors"
	"slices"
	"strings"
	"time"

	"ohmstead/energy/balance"
	"ohmstead/energy/reason"
	"ohmstead/energy/topology"
	"ohmstead/energy/unit"
	"ohmstead/sim/depot/yard"
)

// Depot is a depot at an instant of its run.
type Depot struct {
	c    *Config
	now  time.Time
	sink func(Line) error
	errs []error // of the sink

	microgrid topology.Microgrid
	nodes     []topology.Node
	tree      *topology.Tree
	equipment []balance.Equipment
	limits    []topology.NodeLimit
	envelopes []topology.OperatingEnvelope // received so far
	pending   []topology.OperatingEnvelope // still to be submitted, by when
	health    []topology.SourceHealth
	circuits  []topology.Circuit
	policy    balance.Policy
	actions   []Action

	plugs    []*yard.Plug
	at       map[topology.ID]*yard.Plug
	loads    []*yard.Background
	sensors  map[topology.ID]*yard.Sensor
	inbox    yard.Inbox
	spoke    map[topology.ID]time.Time // when each meter was last heard
	applier  applier
	applied  *balance.Applied
	claims   map[topology.ID]time.Time // since when each charger was off, as of the last rotation
	off      map[topology.ID]time.Time
	rotated  time.Time
	looked   time.Time // when the scheduler last looked
	stopped  bool
	capacity map[topology.ID]unit.Power
	causes   []cause
	cycles   int
	bound    map[topology.ID][]reason.Code
	last     *Cycle
	judge    judge
	books    books
}

// New is a depot at its start. A Config is read only and may serve many depots.
func New(c *Config, sink func(Line) error) (*Depot, error) {
	tree, err := topology.NewTree(c.Microgrid.MicrogridID, c.Nodes)
	if err != nil {
		return nil, err
	}
	d := &Depot{
		c: c, now: c.Start, sink: sink, microgrid: c.Microgrid, nodes: slices.Clone(c.Nodes), tree: tree, equipment: slices.Clone(c.Equipment),
		limits: slices.Clone(c.Limits), pending: slices.Clone(c.Envelopes), health: slices.Clone(c.Health), circuits: slices.Clone(c.Circuits),
		policy: c.Policy, actions: c.Actions, at: map[topology.ID]*yard.Plug{}, sensors: yard.Sensors(c.Yard, c.Nodes), inbox: yard.Inbox{Known: map[topology.ID]*yard.Held{}},
		applier: applier{within: c.ConfirmWithin, hands: map[topology.ID]*hand{}}, spoke: map[topology.ID]time.Time{}, claims: map[topology.ID]time.Time{}, off: map[topology.ID]time.Time{},
		rotated: c.Start, looked: c.Start.Add(-time.Nanosecond), capacity: map[topology.ID]unit.Power{}, bound: map[topology.ID][]reason.Code{},
	}
	for i := range d.pending {
		d.pending[i].Blocks = slices.Clone(d.pending[i].Blocks)
	}
	slices.SortStableFunc(d.pending, func(a, b topology.OperatingEnvelope) int { return a.ReceivedAt.Compare(b.ReceivedAt) })
	stays := c.stays()
	for i := range c.Chargers {
		p := &yard.Plug{Charger: &c.Chargers[i], Heard: c.Start}
		for _, v := range stays {
			if v.NodeID == p.NodeID {
				p.Stays = append(p.Stays, v)
			}
		}
		d.plugs, d.at[p.NodeID] = append(d.plugs, p), p
		d.applier.hands[p.NodeID] = &hand{plug: p}
		d.applier.order = append(d.applier.order, p.NodeID)
		if c.Uncontrolled || c.External {
			p.Told = p.MaxWatts
		}
	}
	for i := range c.Loads {
		d.loads = append(d.loads, &yard.Background{Load: &c.Loads[i], Chance: yard.Stream(c.Seed, "load/"+string(c.Loads[i].NodeID))})
	}
	d.judge.start(d)
	d.books.start()
	return d, nil
}

// Run runs a depot to its end and says what came of it. The sink gets a line for everything that happens,
// in order.
func Run(c *Config, sink func(Line) error) (*Summary, error) {
	d, err := New(c, sink)
	if err != nil {
		return nil, err
	}
	for d.Step() {
	}
	return d.Finish()
}

// Now is the instant that the next step begins at.
func (d *Depot) Now() time.Time { return d.now }

// Step computes one step; it is false once the run is over, or when a line could not be written.
func (d *Depot) Step() bool {
	end := d.c.Start.Add(d.c.Length)
	if !d.now.Before(end) || len(d.errs) > 0 {
		return false
	}
	d.act()
	d.lifecycle()
	for _, p := range d.plugs {
		d.moved(p)
	}
	truth := d.truth()
	d.sense(truth)
	d.applier.follow(d.now, d.shows)
	if d.now.Sub(d.c.Start)%d.c.Every == 0 {
		d.causes = append(d.causes, cause{trigger: "SCHEDULER"})
	}
	d.balance(truth)
	d.judge.step(d)
	for _, p := range d.plugs {
		p.Charge(d.c.Step, d.bound[p.NodeID])
	}
	d.books.step(d, truth)
	d.now = d.now.Add(d.c.Step)
	return d.now.Before(end) && len(d.errs) == 0
}

// moved brings a charger to this step and says who came and went.
func (d *Depot) moved(p *yard.Plug) {
	before := p.Car
	if left := p.Advance(d.now, d.c.Step); left != nil {
		d.say(Event{Name: eventLeft, NodeID: p.NodeID, Detail: string(left.VehicleID)})
		d.books.left(left)
	}
	if p.Car != nil && p.Car != before {
		d.say(Event{Name: eventArrived, NodeID: p.NodeID, Detail: string(p.Car.VehicleID)})
	}
}

func (d *Depot) write(l Line) {
	l.At = d.now
	d.books.note(d.c, l)
	if err := d.sink(l); err != nil {
		d.errs = append(d.errs, err)
	}
}

func (d *Depot) say(e Event) { d.write(Line{Event: &e}) }

// Finish closes the books: vehicles that are still there count with what they have, expectations are
// held against what happened, and the summary is the last line.
func (d *Depot) Finish() (*Summary, error) {
	for _, p := range d.plugs {
		if p.Car != nil {
			d.books.left(p.Car)
		}
	}
	for _, miss := range d.books.missed(d.c) {
		d.write(Line{Missed: miss})
	}
	s := d.books.summary(d)
	d.write(Line{Summary: s})
	return s, errors.Join(d.errs...)
}

// truth is what every node really draws, by index of the tree.
func (d *Depot) truth() []unit.Power {
	out := make([]unit.Power, d.tree.Len()+1)
	for _, p := range d.plugs {
		if i, ok := d.tree.Index(p.NodeID); ok {
			out[i] += p.Draw
		}
	}
	for _, l := range d.loads {
		l.Bring(d.now)
		if i, ok := d.tree.Index(l.NodeID); ok {
			out[i] += l.Power
		}
	}
	for i := d.tree.Len(); i >= 1; i-- {
		out[d.tree.Parent(i)] += out[i]
	}
	return out
}

// sense sends what meters show and takes in what arrives.
func (d *Depot) sense(truth []unit.Power) {
	for _, n := range d.tree.ByID() {
		id := d.tree.Node(int(n)).NodeID
		s := d.sensors[id]
		if s == nil { // a node that an edit has added
			s = &yard.Sensor{Meter: yard.Meter{NodeID: id}}
			d.sensors[id] = s
		}
		if p := d.at[id]; p == nil || !p.Fault(yard.Disconnected, d.now) {
			if s.Measure(d.now, truth[n]) {
				delete(d.inbox.Known, id)
			}
		}
		for _, p := range s.Arrived(d.now) {
			d.spoke[id] = d.now
			d.inbox.Take(s, p, d.now)
		}
	}
}

// shows is what a node's meter has shown since an instant.
func (d *Depot) shows(id topology.ID, since time.Time) (unit.Power, bool) {
	power, ok := d.inbox.Fresh(id, d.now, freshness(d.policy))
	return power, ok && d.inbox.Known[id].ObservedAt.After(since)
}

func freshness(p balance.Policy) time.Duration {
	if p.Freshness > 0 {
		return p.Freshness
	}
	return time.Minute // the policy's own, where it says nothing
}

func compareIDs(a, b topology.ID) int { return strings.Compare(string(a), string(b)) }

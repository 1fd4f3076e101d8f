package depot

import (
	"time"

	"ohmstead/energy/topology"
	"ohmstead/energy/unit"
	"ohmstead/field/microgrid"
	"ohmstead/field/strict"
	"ohmstead/sim/depot/yard"
)

// reader reads one file.
type reader struct {
	microgrid.Reader
	c      *Config
	doc    *strict.Document
	root   *strict.Map
	open   func(file string) ([]byte, error)
	folder string
	places map[string][]*strict.Map // the items of each list, where they stand
}

// Parse reads a depot; file is the name used in complaints, and open reads the series that it names beside
// it. All faults come at once, a line each.
func Parse(file string, data []byte, open func(file string) ([]byte, error)) (*Config, error) {
	doc, err := strict.Parse(file, data)
	if err != nil {
		return nil, err
	}
	r := &reader{c: &Config{}, doc: doc, root: doc.Root(), open: open, folder: folderOf(file), places: map[string][]*strict.Map{}}
	r.header()
	r.tree()
	r.yard()
	r.disturbances()
	r.expected()
	r.root.Done()
	if err := doc.Err(); err != nil {
		return nil, err
	}
	r.check()
	if err := doc.Err(); err != nil {
		return nil, err
	}
	return r.c, nil
}

// Usual times of a run.
const (
	usualStep    = 10 * time.Second
	usualEvery   = time.Minute
	usualConfirm = 30 * time.Second
	usualRotate  = 15 * time.Minute
	maxLength    = 62 * 24 * time.Hour
)

func (r *reader) header() {
	c, m := r.c, r.root
	m.Require("start")
	m.Require("length")
	c.Name, c.Seed = m.Text("name"), uint64(m.Whole("seed", 1))
	c.Start = microgrid.Reader{}.Instant(m, "start")
	c.Length, c.Step, c.Every = m.Duration("length", 0), m.Duration("step", usualStep), m.Duration("every", usualEvery)
	c.ConfirmWithin, c.RotateEvery = m.Duration("confirm_within", usualConfirm), m.Duration("rotate_every", usualRotate)
	c.Uncontrolled = m.Flag("uncontrolled", false)
	switch {
	case c.Step < time.Second || c.Step%time.Second != 0:
		m.Invalid("step", "whole seconds, 1s or more")
		c.Step = usualStep
	case c.Every < c.Step || c.Every%c.Step != 0:
		m.Invalid("every", "a multiple of step")
	case c.ConfirmWithin > c.Every:
		m.Invalid("confirm_within", "no longer than every")
	}
	if c.Length > maxLength || m.Has("length") && c.Length < c.Step {
		m.Invalid("length", "from one step to 62 days")
	}
	if m.Has("seed") && m.Whole("seed", 1) < 0 {
		m.Invalid("seed", "0 or more")
	}
	r.Start = c.Start
}

// each reads the items of a list.
func (r *reader) each(list string, read func(*strict.Map)) {
	for _, m := range r.root.Maps(list) {
		r.places[list] = append(r.places[list], m)
		read(m)
		m.Done()
	}
}

func (r *reader) tree() {
	c, m := r.c, r.root.Map("microgrid")
	c.Microgrid = topology.Microgrid{MicrogridID: microgrid.ID(m, "microgrid_id"), DepotID: microgrid.ID(m, "depot_id"), Version: m.Whole("version", 1)}
	m.Done()
	c.Microgrid.MicrogridID = microgrid.Or(c.Microgrid.MicrogridID, "depot")
	r.Microgrid = c.Microgrid.MicrogridID
	r.each("nodes", func(m *strict.Map) {
		node, equipment := r.Node(m)
		c.Nodes, c.Equipment = append(c.Nodes, node), append(c.Equipment, equipment)
	})
	r.each("node_limits", func(m *strict.Map) { c.Limits = append(c.Limits, r.Limit(m)) })
	r.each("operating_envelopes", func(m *strict.Map) {
		e := r.Envelope(m)
		if e.ReceivedAt.IsZero() {
			e.ReceivedAt = c.Start
		}
		c.Envelopes = append(c.Envelopes, e)
	})
	r.each("source_health", func(m *strict.Map) { c.Health = append(c.Health, r.Health(m)) })
	r.each("circuits", func(m *strict.Map) { c.Circuits = append(c.Circuits, r.Circuit(m)) })
	r.each("current_limits", func(m *strict.Map) { c.CurrentLimits = append(c.CurrentLimits, r.CurrentLimit(m)) })
	c.Policy = r.Policy(r.root.Map("policy"), func(*strict.Map) {})
}

func (r *reader) yard() {
	c := r.c
	r.each("meters", func(m *strict.Map) {
		microgrid.Require(m, "node_id")
		c.Meters = append(c.Meters, yard.Meter{
			NodeID: microgrid.ID(m, "node_id"), Absent: m.Flag("absent", false), FrozenAfter: m.Duration("frozen_after", 0),
			MinWatts: microgrid.MaybeWatts(m, "min_watts"), MaxWatts: microgrid.MaybeWatts(m, "max_watts"),
		})
	})
	r.each("chargers", func(m *strict.Map) { c.Chargers = append(c.Chargers, r.charger(m)) })
	r.each("vehicles", func(m *strict.Map) { c.Vehicles = append(c.Vehicles, r.vehicle(m)) })
	r.each("fleets", func(m *strict.Map) { c.Fleets = append(c.Fleets, r.fleet(m)) })
	r.each("loads", func(m *strict.Map) { c.Loads = append(c.Loads, r.load(m)) })
}

// least is 6 A on three phases of 230 V, the smallest current that IEC 61851-1 can signal.
const least = 4140 * unit.Watt

func (r *reader) charger(m *strict.Map) yard.Charger {
	microgrid.Require(m, "node_id", "max_watts")
	c := yard.Charger{
		NodeID: microgrid.ID(m, "node_id"), MaxWatts: microgrid.Watts(m, "max_watts"), MinWatts: unit.Power(m.Whole("min_watts", int64(least))),
		StepWatts: unit.Power(m.Whole("step_watts", 1)), RampWattsPerSecond: microgrid.Watts(m, "ramp_watts_per_s"), ReplyAfter: m.Duration("reply_after", 0),
		Watchdog: m.Duration("watchdog", 0), OnLossWatts: microgrid.Watts(m, "on_loss_watts"),
	}
	switch {
	case c.MaxWatts <= 0 || c.MaxWatts > topology.MaxWatts:
		m.Invalid("max_watts", "from 1 W to 1 TW")
	case !m.Has("min_watts") && c.MinWatts > c.MaxWatts:
		m.Invalid("max_watts", "4140 or more, or a min_watts beside it")
	case c.MinWatts < 0 || c.MinWatts > c.MaxWatts:
		m.Invalid("min_watts", "from 0 to max_watts")
	case c.StepWatts < 1 || c.StepWatts > c.MaxWatts:
		m.Invalid("step_watts", "from 1 to max_watts")
	case c.RampWattsPerSecond < 0:
		m.Invalid("ramp_watts_per_s", "0 or more")
	case c.OnLossWatts < 0 || c.OnLossWatts > c.MaxWatts:
		m.Invalid("on_loss_watts", "from 0 to max_watts")
	}
	for _, f := range m.Maps("faults") {
		microgrid.Require(f, "kind")
		fault := yard.ChargerFault{Kind: microgrid.Enum(f, "kind", []yard.ChargerFaultKind{yard.Refuses, yard.Ignores, yard.Disconnected, yard.ObeysLate})}
		fault.From, fault.To = r.window(f)
		c.Faults = append(c.Faults, fault)
		f.Done()
	}
	return c
}

// window is from and to of a mapping; the whole run where they are absent.
func (r *reader) window(m *strict.Map) (from, to time.Time) {
	from, to = r.c.Start, r.c.Start.Add(r.c.Length)
	if m.Has("from") {
		from = r.Instant(m, "from")
	}
	if m.Has("to") {
		to = r.Instant(m, "to")
	}
	if m.Has("to") && !from.Before(to) {
		m.Invalid("to", "later than from")
	}
	return from, to
}

func (r *reader) vehicle(m *strict.Map) yard.Vehicle {
	microgrid.Require(m, "vehicle_id", "node_id", "arrives", "departs", "capacity_wh", "soc_percent")
	v := yard.Vehicle{
		VehicleID: microgrid.ID(m, "vehicle_id"), NodeID: microgrid.ID(m, "node_id"), Arrives: r.Instant(m, "arrives"), Departs: r.Instant(m, "departs"),
		Capacity: unit.Energy(m.Whole("capacity_wh", 0)) * unit.WattHour, SOCPercent: percent(m, "soc_percent", 0), TargetPercent: percent(m, "target_percent", 100),
		MaxWatts: unit.Power(m.Whole("max_watts", int64(topology.MaxWatts))), TaperPercent: percent(m, "taper_percent", 100), TaperToWatts: microgrid.Watts(m, "taper_to_watts"),
		Tier: tier(m), Weight: int(m.Whole("weight", 1)),
	}
	bounds(m, v.MaxWatts, v.TaperToWatts, v.Weight)
	if capacity := m.Whole("capacity_wh", 0); m.Has("capacity_wh") && (capacity < 1 || capacity > maxCapacity) {
		m.Invalid("capacity_wh", capacityWanted)
	}
	if m.Has("departs") && m.Has("arrives") && !v.Arrives.Before(v.Departs) {
		m.Invalid("departs", "later than arrives")
	}
	return v
}

const (
	maxCapacity    = 10_000_000
	capacityWanted = "from 1 to 10000000 Wh"
)

func bounds(m *strict.Map, most, taper unit.Power, weight int) {
	switch {
	case most < 1 || most > topology.MaxWatts:
		m.Invalid("max_watts", "from 1 W to 1 TW")
	case taper < 0 || taper > most:
		m.Invalid("taper_to_watts", "from 0 to max_watts")
	case weight < 1 || weight > 1000:
		m.Invalid("weight", "from 1 to 1000")
	}
}

func percent(m *strict.Map, name string, usual int64) int64 {
	p := m.Whole(name, usual)
	if p < 0 || p > 100 {
		m.Invalid(name, "from 0 to 100")
		return usual
	}
	return p
}

func tier(m *strict.Map) *int {
	if !m.Has("tier") {
		return nil
	}
	t := int(m.Whole("tier", 1))
	if t < 0 || t > 100 {
		m.Invalid("tier", "from 0 to 100")
	}
	return &t
}

func (r *reader) fleet(m *strict.Map) yard.Fleet {
	microgrid.Require(m, "fleet_id", "chargers", "arrive_from", "arrive_to", "stay_least", "stay_most", "capacities_wh")
	f := yard.Fleet{
		FleetID: microgrid.ID(m, "fleet_id"), ArriveFrom: m.Duration("arrive_from", 0), ArriveTo: m.Duration("arrive_to", 0),
		StayLeast: m.Duration("stay_least", 0), StayMost: m.Duration("stay_most", 0), SOCLeast: percent(m, "soc_least_percent", 20), SOCMost: percent(m, "soc_most_percent", 60),
		TargetPercent: percent(m, "target_percent", 100), MaxWatts: unit.Power(m.Whole("max_watts", int64(topology.MaxWatts))), TaperPercent: percent(m, "taper_percent", 100),
		TaperToWatts: microgrid.Watts(m, "taper_to_watts"), Tier: tier(m), Weight: int(m.Whole("weight", 1)), AbsentPercent: percent(m, "absent_percent", 0),
		Rounds: int(m.Whole("rounds", 1)), PauseBetween: m.Duration("pause_between", 0),
	}
	for _, id := range m.Texts("chargers") {
		f.Chargers = append(f.Chargers, topology.ID(id))
	}
	for _, wh := range m.Numbers("capacities_wh") {
		if wh < 1 || wh > maxCapacity {
			m.Invalid("capacities_wh", "a list of numbers "+capacityWanted)
		}
		f.Capacities = append(f.Capacities, unit.Energy(wh)*unit.WattHour)
	}
	bounds(m, f.MaxWatts, f.TaperToWatts, f.Weight)
	switch {
	case f.ArriveTo < f.ArriveFrom:
		m.Invalid("arrive_to", "no earlier than arrive_from")
	case f.StayMost < f.StayLeast || f.StayLeast < time.Second:
		m.Invalid("stay_most", "no less than stay_least, which is 1s or more")
	case f.SOCMost < f.SOCLeast:
		m.Invalid("soc_most_percent", "no less than soc_least_percent")
	case f.Rounds < 1 || f.Rounds > 1000:
		m.Invalid("rounds", "from 1 to 1000")
	}
	return f
}

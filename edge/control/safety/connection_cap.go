package safety

import (
	"time"

	"ohmstead/edge/control"
	"ohmstead/edge/image"
	"ohmstead/energy/envelope"
	"ohmstead/energy/point"
	"ohmstead/energy/reason"
	"ohmstead/energy/unit"
)

// connectionCap keeps the power at the grid connection within what the connection may carry.
type connectionCap struct {
	id    string
	grid  image.Handle
	asset []capped
	file  envelope.Envelope // what the site file allows

	importing, exporting side
	beyond               control.Held // both sides
	stuck, failSafe      bool         // alarms that stand
}

// capped is an asset that may be moved for the connection's sake.
type capped struct {
	member  control.Member
	power   image.Handle
	charge  image.Handle
	release image.Handle
	share   float64 // of headroom, by rating

	now   unit.Power // measured in this cycle
	known bool
}

// side is one direction of the connection and what each asset could not give towards it.
type side struct {
	sign   unit.Power // 1 for import, -1 for export
	asked  []unit.Power
	had    []bool
	ends   []unit.Power // as far as each asset went when it was asked for more
	within []control.Held
}

// correctable is how long the connection may be past its limit before an alarm says that nothing
// can correct it; retry is when an asset that could not give more is asked for more again.
const (
	correctable = 10 * time.Second
	retry       = 30 * time.Second
)

// ConnectionCap is the controller type CONNECTION_CAP.
func ConnectionCap() control.Spec {
	return control.Spec{
		Type:     "CONNECTION_CAP",
		Level:    envelope.Safety,
		Impact:   "guards the fuse, the transformer and what the contract allows: when it is wrong the connection carries more than it may until the fuse decides",
		Fallback: "without a fresh meter it asks nothing, and the stale data guard takes the assets to their safe states; what is known of limits from above holds by the edge's own clock, and afterwards their fail-safe",
		Summary:  "Keeps grid import and export within the connection's capacity and whatever limits from above are in force, by moving assets in the order of the list.",
		Formula:  "max = least of import_limit_watts and the limits in force, min likewise; e = meter − max: while e > 0 the assets give it in order, each as far as it can; while e ≤ 0 each may take p − e · rating / Σ rating. The same for export",
		Source:   "document 004 (operating envelopes); spec of limits from above: the tightest in force, the fail-safe after the last known one",
		Raises:   []reason.Code{reason.FailSafeLimitHolds, reason.LimitNotCorrectable},
		Fields: []control.Field{
			{Name: "meter", Kind: control.AssetField, Natures: []point.Nature{point.GridMeter}, Reads: []string{point.ActivePower}, Required: true, Meaning: "the meter at the grid connection"},
			{Name: "assets", Kind: control.AssetsField, Natures: []point.Nature{point.ESS, point.PV, point.Generator, point.EVCS, point.Load}, Moves: true, Reads: []string{point.ActivePower}, Required: true, Meaning: "what may be moved, in the order in which it is: batteries before chargers, loads and production"},
			{Name: "import_limit_watts", Kind: control.NumberField, Unit: point.Watt, Max: control.MostWatts, Meaning: "what the connection may import; without it only limits from above hold"},
			{Name: "export_limit_watts", Kind: control.NumberField, Unit: point.Watt, Max: control.MostWatts, Meaning: "what it may export, a magnitude; without it only limits from above hold"},
		},
		New: newConnectionCap,
	}
}

func newConnectionCap(p control.Params) (control.Controller, error) {
	c := &connectionCap{id: p.ID, grid: p.Member("meter").Handle(point.ActivePower), file: envelope.Unbounded()}
	if p.Given["import_limit_watts"] {
		c.file.Max = p.Power("import_limit_watts")
	}
	if p.Given["export_limit_watts"] {
		c.file.Min = -p.Power("export_limit_watts")
	}
	span := 0.0
	for _, m := range p.Members["assets"] {
		span += unit.Float(m.Rating.Max-m.Rating.Min, unit.Watt)
	}
	for _, m := range p.Members["assets"] {
		c.asset = append(c.asset, capped{
			member: m, power: m.Handle(point.ActivePower), charge: m.Handle(point.AllowedCharge), release: m.Handle(point.AllowedDischarge),
			share: unit.Float(m.Rating.Max-m.Rating.Min, unit.Watt) / span,
		})
	}
	c.importing, c.exporting = newSide(1, len(c.asset)), newSide(-1, len(c.asset))
	return c, nil
}

func newSide(sign unit.Power, n int) side {
	return side{sign: sign, asked: make([]unit.Power, n), had: make([]bool, n), ends: make([]unit.Power, n), within: make([]control.Held, n)}
}

// Propose asks nothing while the meter is not fresh. An asset that is not fresh is taken as it is:
// its power is in the meter's.
func (c *connectionCap) Propose(in control.Input, out *control.Filing) {
	left, because := c.inForce(in)
	grid, ok := in.Power(c.grid)
	if !ok {
		return
	}
	for i := range c.asset {
		a := &c.asset[i]
		a.now, a.known = in.Power(a.power)
	}
	over := c.hold(in, out, &c.importing, past{grid - left.Max, left.BoundedAbove(), because[0]})
	under := c.hold(in, out, &c.exporting, past{left.Min - grid, left.BoundedBelow(), because[1]})
	c.alarms(in, out, over || under, grid)
}

// inForce is the tightest of the file's and the standing limits, and who holds its upper and lower
// bound.
func (c *connectionCap) inForce(in control.Input) (envelope.Envelope, [2]envelope.Cause) {
	left := c.file
	because := [2]envelope.Cause{{Code: reason.ImportLimit, Numbers: [2]int64{int64(left.Max)}}, {Code: reason.ExportLimit, Numbers: [2]int64{int64(-left.Min)}}}
	for i := range in.Standing.Limits {
		if l := &in.Standing.Limits[i]; l.Holds(in.Now) {
			narrow(&left, &because, l.Bounds, false)
		}
	}
	if l := in.Standing.FailSafe; l != nil && l.Holds(in.Now) {
		narrow(&left, &because, l.Bounds, true)
	}
	if left.Min > left.Max { // nobody can do both: nothing flows rather than too much
		left = envelope.Exactly(left.Clamp(0))
	}
	return left, because
}

func narrow(left *envelope.Envelope, because *[2]envelope.Cause, by envelope.Envelope, failSafe bool) {
	upper, lower := reason.ImportLimit, reason.ExportLimit
	if failSafe {
		upper, lower = reason.FailSafeLimit, reason.FailSafeLimit
	}
	if by.Max < left.Max {
		left.Max = by.Max
		because[0] = envelope.Cause{Code: upper, Numbers: [2]int64{int64(by.Max)}}
	}
	if by.Min > left.Min {
		left.Min = by.Min
		because[1] = envelope.Cause{Code: lower, Numbers: [2]int64{int64(-by.Min)}}
	}
}

// past is by how much the connection is beyond one of its bounds; negative is room that is left.
type past struct {
	excess  unit.Power
	bounded bool
	because envelope.Cause
}

// hold bounds every asset towards one side; it reports whether some excess is left that nobody can
// give.
func (c *connectionCap) hold(in control.Input, out *control.Filing, s *side, p past) bool {
	if !p.bounded {
		return false
	}
	left := p.excess
	for i := range c.asset {
		a := &c.asset[i]
		if !a.known {
			s.had[i] = false
			continue
		}
		s.learn(in, i, a.member.Asset)
		bound := a.now
		if left > 0 {
			give := min(left, max(s.sign*(a.now-s.end(in, i, a)), 0))
			bound -= s.sign * give
			left -= give
		} else {
			bound -= s.sign * unit.Power(float64(min(p.excess, 0))*a.share)
		}
		s.asked[i], s.had[i] = bound, true
		if s.sign > 0 {
			out.Bound(a.member.Asset, envelope.AtMost(bound), p.because)
		} else {
			out.Bound(a.member.Asset, envelope.AtLeast(bound), p.because)
		}
	}
	return left > 0
}

// learn notes how far asset i went when it was asked to go further, for a while.
func (s *side) learn(in control.Input, i int, a control.Asset) {
	refused := s.had[i] && s.sign*(in.Last[a]-s.asked[i]) > 0
	if refused {
		s.ends[i], s.within[i] = in.Last[a], control.Held{}
	}
	s.within[i].While(refused || s.within[i].On(), in.Since)
	if s.within[i].Elapsed() > retry {
		s.within[i] = control.Held{}
	}
}

// end is how far asset i can go towards the side: its rating, what the device allows, and what it
// did not go beyond lately.
func (s *side) end(in control.Input, i int, a *capped) unit.Power {
	end := a.member.Rating.Min
	allowed := a.release
	switch a.member.Nature {
	case point.PV:
		if s.sign > 0 {
			return a.now // nobody can ask the sun for more
		}
	case point.EVCS, point.Load:
		if s.sign < 0 {
			return a.now // nor a load
		}
	}
	if s.sign < 0 {
		end, allowed = a.member.Rating.Max, a.charge
	}
	if p, ok := in.Power(allowed); ok {
		end = s.nearer(end, -s.sign*p)
	}
	if s.within[i].On() {
		end = s.nearer(end, s.ends[i])
	}
	return end
}

// nearer is the end that is reached first.
func (s *side) nearer(a, b unit.Power) unit.Power {
	if s.sign > 0 {
		return max(a, b)
	}
	return min(a, b)
}

// alarms says when a limit cannot be kept and when the fail-safe holds, and when that is over.
func (c *connectionCap) alarms(in control.Input, out *control.Filing, beyond bool, grid unit.Power) {
	if stuck := c.beyond.Past(beyond, in.Since, correctable); stuck != c.stuck {
		c.stuck = stuck
		out.Tell(control.Notice{Code: reason.LimitNotCorrectable, Asset: control.NoAsset, Cleared: !stuck, Params: reason.Params{"controller": c.id, "measured_watts": int64(grid)}})
	}
	if holds := in.Standing.FailSafe != nil && in.Standing.FailSafe.Holds(in.Now); holds != c.failSafe {
		c.failSafe = holds
		out.Tell(control.Notice{Code: reason.FailSafeLimitHolds, Asset: control.NoAsset, Cleared: !holds, Params: reason.Params{"controller": c.id}})
	}
}

// Latches says which alarms stand.
func (c *connectionCap) Latches() uint64 { return latchOf(c.stuck) | latchOf(c.failSafe)<<1 }

// Relatch lets alarms of before the restart end once.
func (c *connectionCap) Relatch(set uint64) { c.stuck, c.failSafe = set&1 != 0, set&2 != 0 }

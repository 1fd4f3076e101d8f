package safety

import (
	"time"

	"ohmstead/edge/control"
	"ohmstead/edge/image"
	"ohmstead/energy/envelope"
	"ohmstead/energy/point"
	"ohmstead/energy/reason"
	"ohmstead/energy/topology"
	"ohmstead/energy/unit"
)

// connectionCap keeps the power at the grid connection within what the connection may carry.
type connectionCap struct {
	id    string
	meter string
	grid  image.Handle
	asset []capped
	file  envelope.Envelope // what the site file allows

	gridQ  image.Handle
	absorb []absorber // those of the assets whose reactive power is set

	importing, exporting, consuming, generating side
	beyond                                      control.Held // any of them
	stuck, failSafe                             bool         // alarms that stand
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
	sign   unit.Power // 1 for import and consumption, -1 for export and generation
	gross  bool       // of each asset only what flows this way counts: one does not make up for another
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
		Summary:  "Keeps grid import and export, and what is consumed and generated behind the connection, within the connection's capacity and whatever limits from above are in force, and its reactive power within what the grid operator allows, by moving assets in the order of the list.",
		Formula:  "max = least of import_limit_watts and the limits in force, min likewise; e = meter − max: while e > 0 the assets give it in order, each as far as it can; while e ≤ 0 each may take p − e · rating / Σ rating. The same for export; for consumption = Σ p⁺ + (meter − Σ p)⁺ with p⁺ in place of p, and for generation with p⁻; Q: each asset q − (meter + max) · share … q + (max − meter) · share, share by apparent power",
		Source:   "document 004 (operating envelopes); document 000 (GridConstraint reactivePower); spec of limits from above: the tightest in force, the fail-safe after the last known one",
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
	c := &connectionCap{
		id: p.ID, meter: p.Member("meter").ID, grid: p.Member("meter").Handle(point.ActivePower), gridQ: p.Member("meter").Handle(point.ReactivePower),
		file: envelope.Unbounded(), absorb: absorbers(p.Members["assets"]),
	}
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
	c.consuming, c.generating = newSide(1, len(c.asset)), newSide(-1, len(c.asset))
	c.consuming.gross, c.generating.gross = true, true
	return c, nil
}

func newSide(sign unit.Power, n int) side {
	return side{sign: sign, asked: make([]unit.Power, n), had: make([]bool, n), ends: make([]unit.Power, n), within: make([]control.Held, n)}
}

// Propose asks nothing while the meter is not fresh. An asset that is not fresh is taken as it is:
// its power is in the meter's.
func (c *connectionCap) Propose(in control.Input, out *control.Filing) {
	c.boundReactive(in, out)
	net, gross, failSafe := c.inForce(in)
	grid, ok := in.Power(c.grid)
	if !ok {
		return
	}
	consumed, generated := c.look(in, grid)
	over := c.hold(in, out, &c.importing, past{grid - net.Max, net.BoundedAbove(), net.because[0]})
	under := c.hold(in, out, &c.exporting, past{net.Min - grid, net.BoundedBelow(), net.because[1]})
	more := c.hold(in, out, &c.consuming, past{consumed - gross.Max, gross.BoundedAbove(), gross.because[0]})
	less := c.hold(in, out, &c.generating, past{generated + gross.Min, gross.BoundedBelow(), gross.because[1]})
	c.alarms(in, out, alarm{over || under || more || less, failSafe, grid})
}

// look notes what each asset does, and answers with what is consumed and generated behind the connection:
// what the assets do, each for itself, and the rest of the meter's power, of which one or the other is
// seen. Source: document 004, demand (own meter − Σ children).
func (c *connectionCap) look(in control.Input, grid unit.Power) (consumed, generated unit.Power) {
	rest := grid
	for i := range c.asset {
		a := &c.asset[i]
		if a.now, a.known = in.Power(a.power); a.known {
			consumed, generated, rest = consumed+max(a.now, 0), generated+max(-a.now, 0), rest-a.now
		}
	}
	return consumed + max(rest, 0), generated + max(-rest, 0)
}

// bounds are what is left to a power, with who holds the upper and the lower one.
type bounds struct {
	envelope.Envelope
	because [2]envelope.Cause
}

// inForce is the tightest of the file's and the standing limits: of the net power, and of consumption
// (above) and generation (below, its negative). failSafe says that one of them is there because no other
// is known.
func (c *connectionCap) inForce(in control.Input) (net, gross bounds, failSafe bool) {
	net = bounds{c.file, [2]envelope.Cause{
		{Code: reason.ImportLimit, Numbers: [2]int64{int64(c.file.Max)}}, {Code: reason.ExportLimit, Numbers: [2]int64{int64(-c.file.Min)}},
	}}
	gross = bounds{Envelope: envelope.Unbounded()}
	take := func(l *control.Limit, safe bool) {
		if !l.Holds(in.Now) || !l.At(c.meter) {
			return
		}
		failSafe = failSafe || safe
		switch l.Constraint {
		case topology.ConsumptionCap, topology.GenerationCap:
			gross.narrow(l.Bounds, codes(safe, reason.ConsumptionLimit, reason.GenerationLimit))
		case topology.NetCap, "":
			net.narrow(l.Bounds, codes(safe, reason.ImportLimit, reason.ExportLimit))
		}
	}
	for i := range in.Standing.Limits {
		l := &in.Standing.Limits[i]
		take(l, l.Code == reason.FailSafeLimit)
	}
	if l := in.Standing.FailSafe; l != nil {
		take(l, true)
	}
	if net.Min > net.Max { // nobody can do both: nothing flows rather than too much
		net.Envelope = envelope.Exactly(net.Clamp(0))
	}
	return net, gross, failSafe
}

// codes are those of the upper and the lower bound.
func codes(failSafe bool, upper, lower reason.Code) [2]reason.Code {
	if failSafe {
		return [2]reason.Code{reason.FailSafeLimit, reason.FailSafeLimit}
	}
	return [2]reason.Code{upper, lower}
}

func (b *bounds) narrow(by envelope.Envelope, codes [2]reason.Code) {
	if by.Max < b.Max {
		b.Max = by.Max
		b.because[0] = envelope.Cause{Code: codes[0], Numbers: [2]int64{int64(by.Max)}}
	}
	if by.Min > b.Min {
		b.Min = by.Min
		b.because[1] = envelope.Cause{Code: codes[1], Numbers: [2]int64{int64(-by.Min)}}
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
		now := s.counted(a.now)
		bound := now
		if left > 0 {
			give := min(left, max(s.sign*(now-s.counted(s.end(in, i, a))), 0))
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

// counted is what of a power counts on this side.
func (s *side) counted(p unit.Power) unit.Power {
	if s.gross {
		return s.sign * max(s.sign*p, 0)
	}
	return p
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

// alarm is what may have to be told: whether something is beyond its limit that nobody can give, whether
// the fail-safe holds, and what the connection carries.
type alarm struct {
	beyond, failSafe bool
	grid             unit.Power
}

// alarms says when a limit cannot be kept and when the fail-safe holds, and when that is over.
func (c *connectionCap) alarms(in control.Input, out *control.Filing, a alarm) {
	if stuck := c.beyond.Past(a.beyond, in.Since, correctable); stuck != c.stuck {
		c.stuck = stuck
		out.Tell(control.Notice{Code: reason.LimitNotCorrectable, Asset: control.NoAsset, Cleared: !stuck, Params: reason.Params{"controller": c.id, "measured_watts": int64(a.grid)}})
	}
	if a.failSafe != c.failSafe {
		c.failSafe = a.failSafe
		out.Tell(control.Notice{Code: reason.FailSafeLimitHolds, Asset: control.NoAsset, Cleared: !a.failSafe, Params: reason.Params{"controller": c.id}})
	}
}

// Latches says which alarms stand.
func (c *connectionCap) Latches() uint64 { return latchOf(c.stuck) | latchOf(c.failSafe)<<1 }

// Relatch lets alarms of before the restart end once.
func (c *connectionCap) Relatch(set uint64) { c.stuck, c.failSafe = set&1 != 0, set&2 != 0 }

package handover

import (
	"fmt"
	"slices"
	"time"

	"ohmstead/backend/dispatch"
	"ohmstead/energy/reason"
	"ohmstead/energy/slot"
	"ohmstead/energy/topology"
	"ohmstead/energy/unit"
	"ohmstead/wire"
)

// Window is how often what is known ahead moves on, Ahead how long at least something is known (document
// 004 with the spec of limits from above: the blocks of the next 24 hours).
const (
	Window = 6 * time.Hour
	Ahead  = 24 * time.Hour
)

// mostPieces bounds the blocks of one bound; what changes more often is handed over as the tightest of
// neighbours. Where there are many bounds each has less: all share what dispatch.MostDerived leaves.
const mostPieces = 240

// Derived is what a ground comes to: the blocks, and when they have to be derived anew though nothing
// changes; zero for never.
type Derived struct {
	Blocks      []wire.LimitBlock
	Constraints []wire.GridConstraint // those that bound no active power, by their beginnings
	Next        time.Time
}

// derivation is one run.
type derivation struct {
	g       *Ground
	given   topology.Given
	caps    *topology.Constraints // everything
	lasting *topology.Constraints // node limits alone
	now     time.Time
	since   time.Time // from when on a block holds that holds now: a clock that is behind holds it too
	horizon time.Time
	tracks  []track
	out     Derived
}

// track is what one side comes to: what lasts, what holds for a time, in the order of its beginnings, and
// what holds behind the horizon; none where a bound is not set.
type track struct {
	side
	lasting topology.Bound
	pieces  []piece
	safe    topology.Bound
}

// feed is what one meter sees: the GRID_CONNECTION nodes of one grid connection.
type feed struct {
	connection topology.ID
	meter      string
	nodes      []topology.ID
	timed      bool // envelopes bound it
}

// Derive is what bounds the site's connections at every instant from now on. It is a function of the
// ground and the instant: O(b · log n) for b boundaries within the window. There are at most
// dispatch.MostDerived blocks, unless of more than 70 metered connections each is bounded in every way.
func (g *Ground) Derive(now time.Time) (Derived, error) {
	given, err := g.State.Given()
	if err != nil {
		return Derived{}, fmt.Errorf("derive limits: %w", err)
	}
	d := derivation{
		g: g, given: given, now: now, since: slot.Floor(now, Window).Add(-Ahead), horizon: slot.Floor(now, Window).Add(Window + Ahead),
		caps: topology.NewConstraints(given), lasting: topology.NewConstraints(topology.Given{Limits: given.Limits}),
	}
	feeds := d.feeds()
	for i := range feeds {
		d.feed(&feeds[i])
	}
	d.constraints()
	d.handOver()
	return d.out, nil
}

// feeds are the site's nodes by the meter that sees them. Where there are several connections, what stands
// behind one without a meter is seen by none.
func (d *derivation) feeds() []feed {
	var out []feed
	for i := range d.g.State.Nodes {
		n := &d.g.State.Nodes[i]
		if n.NodeType != topology.GridConnection || n.ParentNodeID != "" {
			continue
		}
		connection, stands := d.connection(n)
		if !stands {
			continue
		}
		meter, seen := d.meter(connection)
		if !seen {
			continue
		}
		at := slices.IndexFunc(out, func(f feed) bool { return f.meter == meter })
		if at < 0 {
			out, at = append(out, feed{connection: connection, meter: meter}), len(out)
		}
		out[at].nodes = append(out[at].nodes, n.NodeID)
		out[at].timed = out[at].timed || d.timed(n.NodeID)
	}
	return out
}

// connection is where a node is fed from, "" where nobody said; false for a node whose feeder is gone.
func (d *derivation) connection(n *topology.Node) (topology.ID, bool) {
	if n.AttachedAssetType == nil || *n.AttachedAssetType != topology.CircuitAsset {
		return "", true
	}
	for i := range d.g.State.Circuits {
		if c := &d.g.State.Circuits[i]; c.CircuitID == n.AttachedAssetID {
			return c.GridConnection, true
		}
	}
	return "", false
}

// meter is the one of a connection, "" for the only one of the site.
func (d *derivation) meter(connection topology.ID) (string, bool) {
	if len(d.g.Connections) < 2 {
		return "", true
	}
	for _, c := range d.g.Connections {
		if c.ID == connection {
			return c.Meter, c.Meter != ""
		}
	}
	return "", false
}

// timed reports whether envelopes bound a node: ones that are or will be in force, and any forecast that
// ever was, since without one the gap policy or the fail-safe counts.
func (d *derivation) timed(node topology.ID) bool {
	return slices.ContainsFunc(d.given.Envelopes, func(e topology.OperatingEnvelope) bool {
		if e.NodeID != node || e.Status == topology.Rejected {
			return false
		}
		return e.EnvelopeType == topology.Forecast || e.EnvelopeType == topology.Fallback || !e.Final() && e.StatusAt(d.now) != topology.Expired
	})
}

// feed is the bounds of what one meter sees.
func (d *derivation) feed(f *feed) {
	if f.timed {
		d.out.Next = slot.Floor(d.now, Window).Add(Window)
	}
	for _, kind := range topology.ConstraintTypes() {
		sides := []side{{f, kind, false}}
		if kind == topology.NetCap {
			sides = append(sides, side{f, kind, true})
		}
		for _, s := range sides {
			t := track{side: s, lasting: d.sum(s, d.lasting, d.now)}
			if f.timed {
				t.pieces, t.safe = d.window(s), d.failSafe(s)
			}
			d.tracks = append(d.tracks, t)
		}
	}
}

// window is what holds until the horizon.
func (d *derivation) window(s side) []piece {
	instants := []time.Time{d.now}
	instants = append(instants, topology.Boundaries(d.envelopesOf(s.feed), d.given.Health, d.now, d.horizon.Add(-1))...)
	var pieces []piece
	for i, from := range instants {
		to := d.horizon
		if i+1 < len(instants) {
			to = instants[i+1]
		}
		bound := d.sum(s, d.caps, from)
		if n := len(pieces); n > 0 && pieces[n-1].bound == bound {
			pieces[n-1].to = to
			continue
		}
		pieces = append(pieces, piece{from, to, bound})
	}
	pieces[0].from = d.since
	return pieces
}

// handOver makes blocks of the tracks: of what holds for a time where that is more than what lasts.
func (d *derivation) handOver() {
	most := d.share()
	for _, t := range d.tracks {
		if t.lasting.Set {
			d.block(t.side, piece{d.since, time.Time{}, t.lasting}, t.code())
		}
		for _, p := range coarser(t.side, t.pieces, most) {
			if p.bound.Set && p.bound != t.lasting {
				d.block(t.side, p, t.code())
			}
		}
		if t.safe.Set {
			d.block(t.side, piece{d.horizon, time.Time{}, t.safe}, reason.FailSafeLimit)
		}
	}
}

// share is how many pieces each track may have, so that together with what has no end they have room.
func (d *derivation) share() int {
	room := dispatch.MostDerived
	for _, t := range d.tracks {
		if t.lasting.Set {
			room--
		}
		if t.safe.Set {
			room--
		}
	}
	for most := mostPieces; most > 1; most-- {
		all := 0
		for _, t := range d.tracks {
			all += min(len(t.pieces), most)
		}
		if all <= room {
			return most
		}
	}
	return 1
}

func (d *derivation) envelopesOf(f *feed) []topology.OperatingEnvelope {
	return slices.DeleteFunc(slices.Clone(d.given.Envelopes), func(e topology.OperatingEnvelope) bool { return !slices.Contains(f.nodes, e.NodeID) })
}

// failSafe is what holds when the window is over and nobody has moved it: the fail-safe of each node that
// envelopes bound, the lasting limit of the others.
func (d *derivation) failSafe(s side) topology.Bound {
	if s.kind != topology.ConsumptionCap && !d.forecast(s) {
		return topology.Bound{}
	}
	total := topology.Bound{}
	for i, node := range s.feed.nodes {
		b := d.safeOf(node)
		if s.below {
			b.Watts = -b.Watts
		}
		if lasting := s.of(d.lasting.At(node, s.kind, d.now)); lasting.Set && (!d.timed(node) || s.tighter(lasting, b)) {
			b = lasting
		}
		total = plus(total, b, i)
	}
	return d.named(s, total)
}

// forecast reports whether a node of the feed was ever forecast in this kind.
func (d *derivation) forecast(s side) bool {
	return slices.ContainsFunc(d.given.Envelopes, func(e topology.OperatingEnvelope) bool {
		return slices.Contains(s.feed.nodes, e.NodeID) && e.ConstraintType == s.kind && e.Status != topology.Rejected &&
			(e.EnvelopeType == topology.Forecast || e.EnvelopeType == topology.Fallback)
	})
}

// safeOf is the fail-safe of a node: its circuit's, or the policy's.
func (d *derivation) safeOf(node topology.ID) topology.Bound {
	for i := range d.given.Circuits {
		if c := &d.given.Circuits[i]; c.NodeID == node {
			return topology.Bound{Watts: c.FailSafeCapacityWatts, Ref: c.CircuitID, Set: true}
		}
	}
	return topology.Bound{Watts: d.given.Gap.FailSafeWatts, Ref: topology.PolicyFailSafe, Set: true}
}

// constraints are what the operator of the grid lays upon the connections, by the meter that sees them: limits
// of export as tracks, the others as they are.
func (d *derivation) constraints() {
	laid := slices.Clone(d.g.Constraints)
	slices.SortStableFunc(laid, func(a, b Constraint) int { return a.From.Compare(b.From) })
	first := len(d.tracks)
	for i := range laid {
		c := &laid[i]
		meter, seen := d.meter(c.Connection)
		if !seen || c.To != nil && !c.To.After(d.now) {
			continue
		}
		if c.Type != ExportLimit {
			d.out.Constraints = append(d.out.Constraints, c.handed(meter))
			continue
		}
		p := piece{from: c.From, bound: topology.Bound{Watts: -unit.Power(c.Value), Ref: dispatch.OfConstraint + c.ID, Set: true}}
		if c.To != nil {
			p.to = *c.To
		}
		at := slices.IndexFunc(d.tracks[first:], func(t track) bool { return t.feed.meter == meter })
		if at < 0 {
			d.tracks, at = append(d.tracks, track{side: side{&feed{meter: meter}, topology.NetCap, true}}), len(d.tracks)-first
		}
		d.tracks[first+at].pieces = append(d.tracks[first+at].pieces, p)
	}
}

// handed is the constraint as an edge is given it.
func (c *Constraint) handed(meter string) wire.GridConstraint {
	g := wire.GridConstraint{Ref: string(dispatch.OfConstraint + c.ID), From: c.From.UTC(), To: c.To, Meter: meter}
	switch c.Type {
	case ReactivePower:
		g.MaxVars = new(min(c.Value, wire.MostConstrained))
	case RampRate: // of before there was a least: what could never start is handed over as next to nothing
		g.MaxWattsPerS = new(min(max(c.Value, 1), wire.MostConstrained))
	default:
		panic("handover: a constraint of type " + c.Type)
	}
	return g
}

// sum is the bound of what a meter sees: the sum over its nodes, none where one of them has none.
func (d *derivation) sum(s side, caps *topology.Constraints, at time.Time) topology.Bound {
	total := topology.Bound{}
	for i, node := range s.feed.nodes {
		b := s.of(caps.At(node, s.kind, at))
		if !b.Set {
			return topology.Bound{}
		}
		total = plus(total, b, i)
	}
	return d.named(s, total)
}

// plus adds the bound of node i.
func plus(total, b topology.Bound, i int) topology.Bound {
	if i == 0 {
		return b
	}
	return topology.Bound{Watts: total.Watts + b.Watts, Set: true}
}

// named gives a bound the ref by which it is told whose it is.
func (d *derivation) named(s side, b topology.Bound) topology.Bound {
	ref := b.Ref
	switch {
	case len(s.feed.nodes) > 1:
		b.Ref = dispatch.OfConnection + s.feed.connection
	case ref == topology.PolicyFailSafe: // it begins with dispatch.OfPolicy
	case slices.ContainsFunc(d.given.Limits, func(l topology.NodeLimit) bool { return l.NodeLimitID == ref }):
		b.Ref = dispatch.OfNodeLimit + ref
	case slices.ContainsFunc(d.given.Circuits, func(c topology.Circuit) bool { return c.CircuitID == ref }):
		b.Ref = dispatch.OfCircuit + ref
	default:
		b.Ref = dispatch.OfEnvelope + ref
	}
	return b
}

// block hands over a piece.
func (d *derivation) block(s side, p piece, code reason.Code) {
	b := wire.LimitBlock{Ref: string(p.bound.Ref), Code: code, From: p.from.UTC(), Meter: s.feed.meter}
	watts := int64(p.bound.Watts)
	switch {
	case s.kind == topology.GenerationCap:
		watts = -watts
		b.Constraint, b.MinWatts = s.kind, &watts
	case s.below:
		b.MinWatts = &watts
	default:
		b.MaxWatts = &watts
		if s.kind == topology.ConsumptionCap {
			b.Constraint = s.kind
		}
	}
	if !p.to.IsZero() {
		to := p.to.UTC()
		b.To = &to
	}
	d.out.Blocks = append(d.out.Blocks, b)
}

// side is one bound of what a meter sees: from above, or of a NET_CAP from below.
type side struct {
	feed  *feed
	kind  topology.ConstraintType
	below bool
}

func (s side) of(l topology.Limit) topology.Bound {
	if s.below {
		return l.Least
	}
	return l.Most
}

// tighter reports whether a bounds more than b.
func (s side) tighter(a, b topology.Bound) bool {
	if s.below {
		return a.Watts > b.Watts
	}
	return a.Watts < b.Watts
}

func (s side) code() reason.Code {
	switch {
	case s.kind == topology.ConsumptionCap:
		return reason.ConsumptionLimit
	case s.kind == topology.GenerationCap:
		return reason.GenerationLimit
	case s.below:
		return reason.ExportLimit
	}
	return reason.ImportLimit
}

// piece is a bound for a time, without an end where to is zero.
type piece struct {
	from, to time.Time
	bound    topology.Bound
}

// coarser joins neighbours, the tighter of which holds for both, until there are few enough.
func coarser(s side, pieces []piece, most int) []piece {
	for len(pieces) > most {
		var out []piece
		for i := 0; i < len(pieces); i += 2 {
			p := pieces[i]
			if i+1 < len(pieces) {
				p = s.join(p, pieces[i+1])
			}
			out = append(out, p)
		}
		pieces = out
	}
	return pieces
}

// join is one piece for two, of which next begins no earlier: the tighter bound from the beginning of the
// one to the end of whichever ends later.
func (s side) join(p, next piece) piece {
	if p.to.IsZero() || next.to.IsZero() {
		p.to = time.Time{}
	} else if next.to.After(p.to) {
		p.to = next.to
	}
	if next.bound.Set && (!p.bound.Set || s.tighter(next.bound, p.bound)) {
		p.bound = next.bound
	}
	return p
}

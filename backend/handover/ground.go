package handover

import (
	"slices"
	"time"

	"ohmstead/backend/dispatch"
	"ohmstead/backend/microgrid"
	"ohmstead/backend/registry"
	"ohmstead/energy/topology"
	"ohmstead/wire"
)

// Ground is everything that a site's limits follow from, of one moment.
type Ground struct {
	State       microgrid.State // of Parts
	Connections []Connection
	Constraints []Constraint
	Edges       []Edge // that are enrolled at the site
}

// Parts are those of the microgrid that limits follow from.
func Parts() []microgrid.Part {
	return []microgrid.Part{microgrid.Nodes, microgrid.Limits, microgrid.Points, microgrid.Circuits, microgrid.Envelopes, microgrid.Sources}
}

// Connection is a grid connection that is in use. Meter is the key of the asset whose power is the
// power there; "" where nobody said which.
type Connection struct {
	ID    topology.ID `json:"id"`
	Meter string      `json:"meter"`
}

// Constraint is what the operator of the grid lays upon a connection. Value is a magnitude: W exported at
// most, var in either direction at most, or W a second at most, by its type.
type Constraint struct {
	ID         topology.ID `json:"id"`
	Connection topology.ID `json:"connection_id"`
	Type       string      `json:"type"`
	Value      int64       `json:"value"`
	From       time.Time   `json:"effective_from"`
	To         *time.Time  `json:"effective_to"`
}

// Types of constraints. Source: document 000, GridConstraint.
const (
	ExportLimit   = "EXPORT_LIMIT"
	ReactivePower = "REACTIVE_POWER"
	RampRate      = "RAMP_RATE"
)

// Edge is an edge with what it was handed last, of version 0 where that was nothing.
type Edge struct {
	registry.EdgeRecord
	Newest wire.Limits
}

// Decision is what becomes of a ground: versions to keep, one at most for an edge, and when it has to be
// looked at again though nothing changes; zero for never.
type Decision struct {
	Versions []dispatch.EdgeLimits
	Next     time.Time
}

// Decide answers with a version for each edge for which what holds from now on has changed.
func (g *Ground) Decide(now time.Time) (Decision, error) {
	derived, err := g.Derive(now)
	if err != nil {
		return Decision{}, err
	}
	d := Decision{Next: derived.Next}
	for _, e := range g.Edges {
		next := dispatch.Merge(e.Newest, derived.Blocks)
		next.Constraints = derived.Constraints
		next.Version, next.LimitsVersion, next.IssuedAt = wire.Version, e.Newest.LimitsVersion+1, now
		if e.Newest.LimitsVersion == 0 && len(next.Blocks)+len(next.Constraints) == 0 || e.Newest.LimitsVersion > 0 && alike(e.Newest, next, now) {
			continue
		}
		if err := next.Check(); err != nil {
			return Decision{}, err
		}
		d.Versions = append(d.Versions, dispatch.EdgeLimits{Edge: e.EdgeRecord, Limits: next})
	}
	return d, nil
}

// alike reports whether from now on the same holds by both.
func alike(a, b wire.Limits, now time.Time) bool {
	same := func(x, y wire.LimitBlock) bool {
		return x.Ref == y.Ref && x.Code == y.Code && x.Constraint == y.Constraint && x.Meter == y.Meter && equal(x.MinWatts, y.MinWatts) &&
			equal(x.MaxWatts, y.MaxWatts) && x.From.Equal(y.From) && (x.To == nil) == (y.To == nil) && (x.To == nil || x.To.Equal(*y.To))
	}
	laid := func(x, y wire.GridConstraint) bool {
		return x.Ref == y.Ref && x.Meter == y.Meter && equal(x.MaxVars, y.MaxVars) && equal(x.MaxWattsPerS, y.MaxWattsPerS) &&
			x.From.Equal(y.From) && (x.To == nil) == (y.To == nil) && (x.To == nil || x.To.Equal(*y.To))
	}
	return a.KnownUntil.Equal(b.KnownUntil) && slices.EqualFunc(ahead(a.Blocks, now), ahead(b.Blocks, now), same) &&
		slices.EqualFunc(running(a.Constraints, now), running(b.Constraints, now), laid)
}

// running are the constraints that are not over.
func running(all []wire.GridConstraint, now time.Time) []wire.GridConstraint {
	return slices.DeleteFunc(slices.Clone(all), func(g wire.GridConstraint) bool { return g.To != nil && !g.To.After(now) })
}

func equal(a, b *int64) bool { return a == b || a != nil && b != nil && *a == *b }

// ahead is what of blocks is left from now on.
func ahead(blocks []wire.LimitBlock, now time.Time) []wire.LimitBlock {
	out := make([]wire.LimitBlock, 0, len(blocks))
	for _, b := range blocks {
		if b.To != nil && !b.To.After(now) {
			continue
		}
		if b.From.Before(now) {
			b.From = now
		}
		out = append(out, b)
	}
	return out
}

package topology

import (
	"time"

	"ohmstead/energy/reason"
)

// stream is the forecasts of one source for one node and constraint type, newest first, with the
// fallbacks it left for the time when it is silent.
type stream struct {
	origin       ID
	forecasts    []*OperatingEnvelope
	fallbacks    []*OperatingEnvelope
	healthyUntil time.Time
	reported     bool
}

func (s *stream) node() ID {
	if len(s.forecasts) > 0 {
		return s.forecasts[0].NodeID
	}
	return s.fallbacks[0].NodeID
}

// healthy reports whether the source is heard; a source that never reported its health is.
func (s *stream) healthy(t time.Time) bool { return !s.reported || t.Before(s.healthyUntil) }

// scope is the question of an effective limit: where, of which type, when.
type scope struct {
	node ID
	kind ConstraintType
	t    time.Time
}

// reading takes from a block the value that is asked for: what is enforced or what is projected.
type reading struct {
	block *OperatingEnvelopeBlock
	by    *OperatingEnvelope
	fixed Bound // where no block holds: a circuit's capacity or the policy's
	cap   Bound // never above this
	code  reason.Code
}

// forecasts narrows a limit by the forecast side: the most restrictive of all streams.
func (c *Constraints) forecasts(limit *Limit, h *held, s scope) {
	for i := range h.streams {
		if !h.counts(i) {
			continue
		}
		r := c.resolve(h, &h.streams[i], s)
		if r.code != "" {
			limit.Codes = append(limit.Codes, r.code)
		}
		limit.block(s.kind, r.by, r.block)
		for _, b := range []Bound{r.fixed, r.cap} {
			limit.narrow(s.kind, b, Bound{-b.Watts, b.Ref, b.Set})
		}
	}
}

// counts reports whether a stream stands for a source. Fallbacks without a forecast of their own serve
// the streams that have forecasts, and are a stream of their own only where there are none.
func (h *held) counts(i int) bool {
	if len(h.streams[i].forecasts) > 0 {
		return true
	}
	for j := range h.streams {
		if len(h.streams[j].forecasts) > 0 {
			return false
		}
	}
	return true
}

// resolve is the forecast side of one stream (FR-030, FR-031): the forecast of a healthy source, the gap
// policy where it has none for the instant, and for a silent source its fallback or else the fail-safe.
func (c *Constraints) resolve(h *held, s *stream, q scope) reading {
	if !s.healthy(q.t) {
		if e, b := h.fallback(s, q.t); b != nil {
			return reading{block: b, by: e, code: reason.ForecastSourceStaleFallbackUsed}
		}
		return reading{fixed: c.failSafe(q.node), code: reason.ForecastSourceStaleFailSafeUsed}
	}
	if e := s.inForce(q.t); e != nil {
		if b := e.block(q.t); b != nil {
			return reading{block: b, by: e}
		}
	}
	r := reading{code: reason.ForecastGapPolicyUsed}
	usual := c.usual(q.node)
	switch c.gapPolicy(q.node) {
	case GapFailSafe:
		r.fixed = c.failSafe(q.node)
	case GapHoldLast:
		r.by, r.block = s.last(q.t)
		r.cap = usual
	case GapCircuitDefault:
		r.fixed = usual
	case GapNone:
	}
	return r
}

// inForce is the forecast that rules at t: the newest that has begun and was not withdrawn, for it took
// over from all older ones when it began. nil where that one has ended, or where none has begun.
func (s *stream) inForce(t time.Time) *OperatingEnvelope {
	for _, e := range s.forecasts {
		if t.Before(e.EffectiveFrom) || e.Status == Withdrawn || e.bornExpired() {
			continue
		}
		if e.StatusAt(t) == EnvelopeActive {
			return e
		}
		return nil
	}
	return nil
}

// superseded reports whether a newer forecast had begun at t.
func (s *stream) superseded(e *OperatingEnvelope, t time.Time) bool {
	for _, n := range s.forecasts {
		if n == e {
			return false
		}
		if !t.Before(n.EffectiveFrom) && n.Status != Withdrawn && !n.bornExpired() {
			return true
		}
	}
	return false
}

// last is the block that was in force last before t, nil where none ever was. A forecast counts until a
// newer one began; one that its source withdrew does not count.
func (s *stream) last(t time.Time) (*OperatingEnvelope, *OperatingEnvelopeBlock) {
	until := t
	for _, e := range s.forecasts {
		if !e.EffectiveFrom.Before(until) || e.bornExpired() || e.Status == Withdrawn && !s.superseded(e, t) {
			continue
		}
		for i := len(e.Blocks) - 1; i >= 0; i-- {
			if e.Blocks[i].BlockFrom.Before(until) {
				return e, &e.Blocks[i]
			}
		}
		until = e.EffectiveFrom
	}
	return nil, nil
}

// fallback is the smallest fallback that covers t, of the stream itself or else of no source in
// particular.
func (h *held) fallback(s *stream, t time.Time) (*OperatingEnvelope, *OperatingEnvelopeBlock) {
	if e, b := s.smallestFallback(t); b != nil {
		return e, b
	}
	for i := range h.streams {
		if o := &h.streams[i]; o.origin == "" && o != s {
			return o.smallestFallback(t)
		}
	}
	return nil, nil
}

func (s *stream) smallestFallback(t time.Time) (*OperatingEnvelope, *OperatingEnvelopeBlock) {
	var by *OperatingEnvelope
	var least *OperatingEnvelopeBlock
	for _, e := range s.fallbacks {
		if e.StatusAt(t) != EnvelopeActive {
			continue
		}
		if b := e.block(t); b != nil && (least == nil || *b.enforced() < *least.enforced()) {
			by, least = e, b
		}
	}
	return by, least
}

// failSafe is what holds while a source is silent and left no fallback.
func (c *Constraints) failSafe(node ID) Bound {
	if f := c.circuits[node]; f != nil {
		return Bound{f.FailSafeCapacityWatts, f.CircuitID, true}
	}
	return Bound{c.gap.FailSafeWatts, PolicyFailSafe, true}
}

// PolicyFailSafe is the ref of a bound that is Gap.FailSafeWatts, which has no id.
const PolicyFailSafe ID = "policy/fail_safe_watts"

// usual is the default capacity of the node's circuit, none where it has no circuit.
func (c *Constraints) usual(node ID) Bound {
	if f := c.circuits[node]; f != nil {
		return Bound{f.DefaultCapacityWatts, f.CircuitID, true}
	}
	return Bound{}
}

func (c *Constraints) gapPolicy(node ID) GapPolicy {
	policy := c.gap.Policy
	if f := c.circuits[node]; f != nil {
		if policy = f.GapPolicy; policy == "" {
			policy = GapCircuitDefault
		}
	}
	if policy == "" {
		policy = GapNone
	}
	return policy
}

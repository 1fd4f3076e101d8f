package topology

import (
	"slices"
	"strings"
	"time"
)

// The life cycle of envelopes (FR-032, NFR-011, I-23) as functions of an instant. A scheduler wakes at
// each of Boundaries, asks for Transitions at that instant and keeps them; after a time of standing still
// CatchUp does the same for every boundary that was missed. Effective limits do not wait for it: they are
// the same before and after.

// Transition is one change of an envelope's status, with the boundary it happened at.
type Transition struct {
	EnvelopeID           ID             `json:"envelope_id"`
	MicrogridID          ID             `json:"microgrid_id"`
	OriginControlPointID ID             `json:"origin_control_point_id"`
	NodeID               ID             `json:"node_id"`
	Status               EnvelopeStatus `json:"status"`
	EvaluatedAt          time.Time      `json:"evaluated_at"`
}

// Boundaries lists the instants in (after, until] at which an envelope, a block or the health of a source
// begins or ends, ascending, each once.
func Boundaries(envelopes []OperatingEnvelope, health []SourceHealth, after, until time.Time) []time.Time {
	var out []time.Time
	add := func(times ...time.Time) {
		for _, t := range times {
			if t.After(after) && !t.After(until) {
				out = append(out, t)
			}
		}
	}
	for i := range envelopes {
		e := &envelopes[i]
		add(e.EffectiveFrom, e.EffectiveTo)
		for j := range e.Blocks {
			add(e.Blocks[j].BlockFrom, e.Blocks[j].BlockTo)
		}
	}
	for _, h := range health {
		add(h.HealthyUntil)
	}
	slices.SortFunc(out, time.Time.Compare)
	return slices.CompactFunc(out, time.Time.Equal)
}

// Transitions lists, by envelope id, what changes at t: what begins is ACTIVE, what ends EXPIRED, and a
// forecast from which a newer one of its stream takes over is WITHDRAWN. What is final does not change,
// and nothing goes back to PENDING.
func Transitions(envelopes []OperatingEnvelope, t time.Time) []Transition {
	var out []Transition
	for i := range envelopes {
		e := &envelopes[i]
		status := e.StatusAt(t)
		if !e.Final() && status != Expired && takenOver(envelopes, e, t) {
			status = Withdrawn
		}
		if back := status == Pending && e.Status != ""; status != e.Status && !back {
			out = append(out, Transition{e.EnvelopeID, e.MicrogridID, e.OriginControlPointID, e.NodeID, status, t})
		}
	}
	slices.SortFunc(out, func(a, b Transition) int { return strings.Compare(string(a.EnvelopeID), string(b.EnvelopeID)) })
	return out
}

// takenOver reports whether a newer forecast of the same stream has begun.
func takenOver(envelopes []OperatingEnvelope, e *OperatingEnvelope, t time.Time) bool {
	return e.EnvelopeType == Forecast && slices.ContainsFunc(envelopes, func(n OperatingEnvelope) bool {
		return n.EnvelopeType == Forecast && n.NodeID == e.NodeID && n.ConstraintType == e.ConstraintType && n.OriginControlPointID == e.OriginControlPointID &&
			n.Status != Withdrawn && n.Status != Rejected && !n.bornExpired() && !t.Before(n.EffectiveFrom) && n.newer(e)
	})
}

// bornExpired reports whether the envelope had ended when it arrived. It never ruled.
func (e *OperatingEnvelope) bornExpired() bool { return !e.ReceivedAt.Before(e.EffectiveTo) }

// CatchUp evaluates every boundary in (after, until] in order, each with its own instant, and answers
// with all transitions and the envelopes as they are then. Asked in one go or in many, it answers the same.
func CatchUp(envelopes []OperatingEnvelope, health []SourceHealth, after, until time.Time) ([]Transition, []OperatingEnvelope) {
	var out []Transition
	now := slices.Clone(envelopes)
	for _, t := range Boundaries(envelopes, health, after, until) {
		due := Transitions(now, t)
		for i := range now {
			for _, d := range due {
				if d.EnvelopeID == now[i].EnvelopeID {
					now[i].Status = d.Status
				}
			}
		}
		out = append(out, due...)
	}
	return out, now
}

// Receive gives an envelope its first status at t: REJECTED with its rule, EXPIRED where it has ended
// already, PENDING or ACTIVE.
func Receive(tree *Tree, e *OperatingEnvelope, t time.Time) EnvelopeRule {
	e.ReceivedAt, e.Status = t, Pending
	rule, _ := CheckEnvelope(tree, e)
	if rule != "" {
		e.Status = Rejected
		return rule
	}
	e.Status = e.StatusAt(t)
	return ""
}

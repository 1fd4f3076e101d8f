package microgrid

import (
	"slices"
	"time"

	"ohmstead/backend/identity"
	"ohmstead/energy/topology"
)

// Cause is what brought an envelope to a status.
type Cause string

// Causes.
const (
	CauseReceipt    Cause = "RECEIPT"
	CauseBoundary   Cause = "BOUNDARY"
	CauseTakeover   Cause = "TAKEOVER"
	CauseWithdrawal Cause = "WITHDRAWAL"
)

// Lifecycle is one entry in the history of an envelope. EvaluatedAt is the instant that it became so, of a
// boundary the boundary's own; RecordedAt is when that was noted.
type Lifecycle struct {
	MicrogridID topology.ID             `json:"microgrid_id"`
	EnvelopeID  topology.ID             `json:"envelope_id"`
	Status      topology.EnvelopeStatus `json:"status"`
	Cause       Cause                   `json:"cause"`
	EvaluatedAt time.Time               `json:"evaluated_at"`
	RecordedAt  time.Time               `json:"recorded_at"`
	Actor       string                  `json:"actor"`
}

// EnvelopeState is the status of an envelope, derived from its history.
type EnvelopeState struct {
	MicrogridID topology.ID             `json:"microgrid_id"`
	EnvelopeID  topology.ID             `json:"envelope_id"`
	Status      topology.EnvelopeStatus `json:"status"`
	Relevant    bool                    `json:"relevant"`
}

// Schedule is how far the boundaries of a microgrid's envelopes are evaluated, and when the next is due.
type Schedule struct {
	MicrogridID    topology.ID `json:"microgrid_id"`
	EvaluatedUntil time.Time   `json:"evaluated_until"`
	DueAt          *time.Time  `json:"due_at"`
	Revision       int64       `json:"revision"`
	// CycleOwed is the correlation id of the balancing cycle that changed limits ask for; "" where none is
	// to be run.
	CycleOwed topology.ID `json:"cycle_owed"`
}

// Events of envelopes. Source: document 004, Event Dictionary.
const (
	EnvelopeReceived  = "microgrid.operating_envelope_received"
	EnvelopeEvaluated = "microgrid.operating_envelope_lifecycle_evaluated"
)

// EnvelopeReceipt is the payload of microgrid.operating_envelope_received.
type EnvelopeReceipt struct {
	EnvelopeID           topology.ID             `json:"envelope_id"`
	MicrogridID          topology.ID             `json:"microgrid_id"`
	OriginControlPointID topology.ID             `json:"origin_control_point_id"`
	NodeID               topology.ID             `json:"node_id"`
	ConstraintType       topology.ConstraintType `json:"constraint_type"`
	EffectiveFrom        time.Time               `json:"effective_from"`
	EffectiveTo          time.Time               `json:"effective_to"`
}

// progress is a microgrid's envelopes as time and submissions move them on within one change. What it
// decides it does to the state too, so that what comes after sees it.
type progress struct {
	state  *State
	change Change
	before []topology.OperatingEnvelope
	bounds bounds    // as of the last evaluation
	owed   bool      // whether limits or capacities changed
	at     time.Time // of now, or of how far others have come whose clock is ahead
	now    time.Time
	actor  string
}

// caughtUp is a progress for which every boundary that has passed is evaluated.
func (s *State) caughtUp(scope identity.Scope, now time.Time) (*progress, error) {
	p, err := s.progress(scope, now)
	if err != nil {
		return nil, err
	}
	_, err = p.catchUp(len(s.Envelopes)*maxBlocks*2 + len(s.Sources))
	return p, err
}

func (s *State) progress(scope identity.Scope, now time.Time) (*progress, error) {
	p := &progress{state: s, before: slices.Clone(s.Envelopes), now: kept(now), actor: actorOf(scope)}
	p.at = p.now
	if s.Schedule.EvaluatedUntil.After(p.at) {
		p.at = s.Schedule.EvaluatedUntil
	}
	var err error
	p.bounds, err = s.bounds(s.Schedule.EvaluatedUntil)
	return p, err
}

// actorOf is who acts.
func actorOf(scope identity.Scope) string {
	if scope.Actor == "" {
		return "service"
	}
	return scope.Actor
}

// catchUp evaluates every boundary that has passed since the last was evaluated, in their order and each
// with its own instant (FR-032). After so many it stops and is at the last of them. It answers with those
// it evaluated.
func (p *progress) catchUp(most int) ([]time.Time, error) {
	passed := topology.Boundaries(p.state.living(), p.state.health(), p.state.Schedule.EvaluatedUntil, p.at)
	if len(passed) > most {
		passed = passed[:most]
		p.at = passed[most-1]
	}
	for _, t := range passed {
		if err := p.evaluate(topology.EnvelopeLifecycle, t); err != nil {
			return nil, err
		}
	}
	return passed, nil
}

// evaluate notes what changes at an instant: statuses, what feeders are shown, and whether any limit does.
func (p *progress) evaluate(trigger topology.ProjectionTrigger, t time.Time) error {
	for _, change := range topology.Transitions(p.state.Envelopes, t) {
		cause := CauseBoundary
		if change.Status == topology.Withdrawn {
			cause = CauseTakeover
		}
		p.become(change, cause)
	}
	next, err := p.state.bounds(t)
	if err != nil {
		return err
	}
	shown, err := p.state.project(trigger, t)
	if err != nil {
		return err
	}
	p.owed = p.owed || shown.rebalance || !next.same(p.bounds)
	p.bounds = next
	p.change.show(p.state, shown)
	return nil
}

// become gives an envelope a status, and tells it.
func (p *progress) become(t topology.Transition, cause Cause) {
	p.state.Envelopes[p.state.envelope(t.EnvelopeID)].Status = t.Status
	p.note(t, cause)
	p.change.tell(EnvelopeEvaluated, t.EvaluatedAt, t)
}

func (p *progress) note(t topology.Transition, cause Cause) {
	p.change.Lifecycle = append(p.change.Lifecycle, Lifecycle{
		MicrogridID: t.MicrogridID, EnvelopeID: t.EnvelopeID, Status: t.Status, Cause: cause, EvaluatedAt: t.EvaluatedAt, RecordedAt: p.now, Actor: p.actor,
	})
}

// receive takes an envelope in with its first status, and lets it take over from what it replaces.
func (p *progress) receive(e topology.OperatingEnvelope) (Envelope, error) {
	tree, err := p.state.tree()
	if err != nil {
		return Envelope{}, err
	}
	out := Envelope{OperatingEnvelope: e, RejectedRule: string(topology.Receive(tree, &e, p.at))}
	if out.RejectedRule == "" && e.OriginControlPointID != "" && p.state.point(e.OriginControlPointID) == nil {
		out.RejectedRule, e.Status = RuleEnvelopeOrigin, topology.Rejected
	}
	out.OperatingEnvelope = e
	p.change.Envelopes = append(p.change.Envelopes, out)
	first := topology.Transition{
		EnvelopeID: e.EnvelopeID, MicrogridID: e.MicrogridID, OriginControlPointID: e.OriginControlPointID, NodeID: e.NodeID, Status: e.Status, EvaluatedAt: p.at,
	}
	p.note(first, CauseReceipt)
	if e.Status == topology.Rejected {
		p.change.EnvelopeStates = append(p.change.EnvelopeStates, EnvelopeState{e.MicrogridID, e.EnvelopeID, e.Status, false})
		return out, nil
	}
	p.state.Envelopes = append(p.state.Envelopes, e)
	p.change.tell(EnvelopeReceived, p.at, EnvelopeReceipt{
		e.EnvelopeID, e.MicrogridID, e.OriginControlPointID, e.NodeID, e.ConstraintType, e.EffectiveFrom, e.EffectiveTo,
	})
	if e.Status == topology.Expired {
		p.change.tell(EnvelopeEvaluated, p.at, first)
	}
	return out, p.evaluate(topology.EnvelopeChange, p.at)
}

// withdraw takes an envelope back.
func (p *progress) withdraw(id topology.ID) error {
	e := &p.state.Envelopes[p.state.envelope(id)]
	p.become(topology.Transition{
		EnvelopeID: e.EnvelopeID, MicrogridID: e.MicrogridID, OriginControlPointID: e.OriginControlPointID, NodeID: e.NodeID,
		Status: topology.Withdrawn, EvaluatedAt: p.at,
	}, CauseWithdrawal)
	return p.evaluate(topology.EnvelopeChange, p.at)
}

// report takes in what a source says of itself.
func (p *progress) report(r SourceReport) error {
	p.change.Sources = append(p.change.Sources, r)
	p.state.Sources = slices.DeleteFunc(p.state.Sources, func(o SourceReport) bool {
		return o.NodeID == r.NodeID && o.OriginControlPointID == r.OriginControlPointID
	})
	p.state.Sources = append(p.state.Sources, r)
	return p.evaluate(topology.EnvelopeChange, p.at)
}

// end notes how far it came, when there is something to do next, the status of each envelope that has
// another, or that can say nothing any more, and the cycle that is owed. It answers with the change.
func (p *progress) end() (Change, error) {
	envelopes := p.state.Envelopes
	relevant := topology.Relevant(envelopes, p.at)
	for i, e := range envelopes {
		next := EnvelopeState{e.MicrogridID, e.EnvelopeID, e.Status, relevant[e.EnvelopeID]}
		if i >= len(p.before) || p.before[i].Status != e.Status || !next.Relevant {
			p.change.EnvelopeStates = append(p.change.EnvelopeStates, next)
		}
	}
	next := p.state.Schedule
	next.MicrogridID, next.EvaluatedUntil, next.DueAt = p.state.Microgrid.MicrogridID, p.at, nil
	if len(p.change.EnvelopeStates)+len(p.change.Sources) > 0 {
		next.Revision++
	}
	if p.owed {
		id, err := newID()
		if err != nil {
			return Change{}, err
		}
		next.CycleOwed = id
	}
	if due := topology.Boundaries(p.state.living(), p.state.health(), p.at, farthest()); len(due) > 0 {
		next.DueAt = &due[0]
	}
	p.change.Schedules = append(p.change.Schedules, next)
	return p.change, nil
}

// farthest is after every boundary that can be.
func farthest() time.Time { return time.Date(9999, time.December, 31, 23, 59, 59, 0, time.UTC) }

// envelope is the place of an envelope; -1 for none.
func (s *State) envelope(id topology.ID) int {
	return slices.IndexFunc(s.Envelopes, func(e topology.OperatingEnvelope) bool { return e.EnvelopeID == id })
}

// living are the envelopes that have boundaries ahead: those whose status can still change.
func (s *State) living() []topology.OperatingEnvelope {
	return slices.DeleteFunc(slices.Clone(s.Envelopes), func(e topology.OperatingEnvelope) bool { return e.Final() })
}

// health is what the sources say of themselves, as the rules of limits have it.
func (s *State) health() []topology.SourceHealth {
	out := make([]topology.SourceHealth, len(s.Sources))
	for i, r := range s.Sources {
		out[i] = r.SourceHealth
	}
	return out
}

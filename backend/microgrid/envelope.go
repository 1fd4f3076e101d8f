package microgrid

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/google/uuid"

	"ohmstead/backend/identity"
	"ohmstead/energy/reason"
	"ohmstead/energy/topology"
)

// EnvelopeWritePort is the MicrogridOperatingEnvelopeWritePort of document 004: the only way in for
// operating envelopes and for what their sources say of themselves. Adapters of protocols translate into
// it; it knows none of them (D-018).
type EnvelopeWritePort interface {
	// SubmitEnvelope keeps an envelope with its first status, which is REJECTED, with its rule, where it
	// breaks one. Under a source_ref that was used it answers the envelope of then;
	// IDEMPOTENCY_KEY_REUSED where that was another.
	SubmitEnvelope(ctx context.Context, scope identity.Scope, e topology.OperatingEnvelope, now time.Time) (Envelope, error)
	// WithdrawEnvelope takes an envelope back. One that is WITHDRAWN is answered as it is;
	// MICROGRID_INVALID for one that is EXPIRED or REJECTED, NOT_FOUND for one that is none.
	WithdrawEnvelope(ctx context.Context, scope identity.Scope, which EnvelopeKey, now time.Time) (Envelope, error)
	// ReportSource says until when a source counts as healthy; the last report of a source counts.
	ReportSource(ctx context.Context, scope identity.Scope, r SourceReport, now time.Time) (SourceReport, error)
}

var _ EnvelopeWritePort = (*Service)(nil)

// Envelope is an envelope as it is kept. RejectedRule is the rule that a REJECTED one breaks.
type Envelope struct {
	topology.OperatingEnvelope
	RejectedRule string `json:"rejected_rule,omitempty"`
}

// EnvelopeKey names an envelope of a microgrid: by its id, or by the source_ref it came under.
type EnvelopeKey struct {
	Microgrid topology.ID
	Envelope  topology.ID
	SourceRef string
}

// SourceReport is a source's word that it is healthy until an instant. NodeID is the node it sends
// envelopes for; OriginControlPointID may be empty.
type SourceReport struct {
	MicrogridID topology.ID `json:"microgrid_id"`
	topology.SourceHealth
	ReportedAt time.Time `json:"reported_at"`
	ReportedBy string    `json:"reported_by"`
}

// Rules of what is said about envelopes, beside topology.EnvelopeRule.
const (
	RuleEnvelopeOrigin = "ORIGIN_CONTROL_POINT_OF_THIS_MICROGRID"
	RuleEnvelopeFinal  = "ENVELOPE_CAN_STILL_BE_WITHDRAWN"
	RuleSourceNode     = "SOURCE_OF_A_NODE_OF_THIS_MICROGRID"
)

// maxBlocks bounds the blocks of one envelope: a minute each for a week.
const maxBlocks = 7 * 24 * 60

func envelopeParts() []Part {
	return []Part{Nodes, Limits, Points, Circuits, Envelopes, Sources, Schedules, Capacities}
}

// SubmitEnvelope implements EnvelopeWritePort.
func (s *Service) SubmitEnvelope(ctx context.Context, scope identity.Scope, e topology.OperatingEnvelope, now time.Time) (Envelope, error) {
	e.EnvelopeID, e.Status, e.ReceivedAt = "", "", time.Time{}
	if err := exactly(&e); err != nil {
		return Envelope{}, err
	}
	key, err := keyOf("source_ref", e.SourceRef, e)
	if err != nil {
		return Envelope{}, err
	}
	id, err := newID()
	if err != nil {
		return Envelope{}, err
	}
	ask := Request{Microgrid: e.MicrogridID, Parts: envelopeParts(), Key: key, Now: now}
	kept, err := answered[Envelope](s.ChangeMicrogrid(ctx, scope, ask, func(state *State) (Change, error) {
		e.EnvelopeID = id
		for i := range e.Blocks {
			e.Blocks[i].EnvelopeID = id
		}
		p, err := state.caughtUp(scope, now)
		if err != nil {
			return Change{}, err
		}
		kept, err := p.receive(e)
		if err != nil {
			return Change{}, err
		}
		p.change.Answer = kept
		return p.end()
	}))
	if err != nil {
		return Envelope{}, fmt.Errorf("submit an envelope: %w", err)
	}
	return kept, nil
}

// exactly gives an envelope instants as they are kept, and refuses what cannot be kept at all.
func exactly(e *topology.OperatingEnvelope) error {
	for name, id := range map[string]*topology.ID{"microgrid_id": &e.MicrogridID, "node_id": &e.NodeID, "origin_control_point_id": &e.OriginControlPointID} {
		if *id == "" && name != "microgrid_id" {
			continue
		}
		parsed, err := uuid.Parse(string(*id))
		if err != nil {
			return reason.New(reason.InvalidValue, reason.Params{"field": name, "value": string(*id), "want": "a UUID"})
		}
		*id = topology.ID(parsed.String())
	}
	switch {
	case len(e.SourceRef) > 500:
		return reason.New(reason.InvalidValue, reason.Params{"field": "source_ref", "value": len(e.SourceRef), "want": "at most 500 bytes"})
	case len(e.Blocks) > maxBlocks:
		return reason.New(reason.InvalidValue, reason.Params{"field": "blocks", "value": len(e.Blocks), "want": fmt.Sprintf("at most %d", maxBlocks)})
	}
	e.EffectiveFrom, e.EffectiveTo, e.Blocks = kept(e.EffectiveFrom), kept(e.EffectiveTo), slices.Clone(e.Blocks)
	for i := range e.Blocks {
		b := &e.Blocks[i]
		b.EnvelopeID, b.BlockFrom, b.BlockTo = "", kept(b.BlockFrom), kept(b.BlockTo)
	}
	return nil
}

// kept is an instant as the store keeps it.
func kept(t time.Time) time.Time { return t.UTC().Truncate(time.Microsecond) }

// WithdrawEnvelope implements EnvelopeWritePort.
func (s *Service) WithdrawEnvelope(ctx context.Context, scope identity.Scope, which EnvelopeKey, now time.Time) (Envelope, error) {
	for {
		found, err := s.FindEnvelope(ctx, scope, which)
		if err == nil {
			ask := Request{Microgrid: which.Microgrid, Parts: envelopeParts(), Now: now}
			_, err = s.ChangeMicrogrid(ctx, scope, ask, func(state *State) (Change, error) { return state.withdrawal(scope, &found.Envelope, now) })
		}
		switch {
		case errors.Is(err, errMoved):
		case err != nil:
			return Envelope{}, fmt.Errorf("withdraw an envelope: %w", err)
		default:
			return found.Envelope, nil
		}
	}
}

// withdrawal is the change that takes an envelope back, which becomes WITHDRAWN in what was found of it.
// It is errMoved where the envelope has ended since it was found.
func (s *State) withdrawal(scope identity.Scope, found *Envelope, now time.Time) (Change, error) {
	p, err := s.caughtUp(scope, now)
	if err != nil {
		return Change{}, err
	}
	if i := s.envelope(found.EnvelopeID); i >= 0 {
		found.Status = s.Envelopes[i].Status
	} else if !found.Final() {
		return Change{}, errMoved
	}
	switch found.Status {
	case topology.Withdrawn:
	case topology.Expired, topology.Rejected:
		return Change{}, broken(RuleEnvelopeFinal, "%s is %s", found.EnvelopeID, found.Status)
	case topology.Pending, topology.EnvelopeActive:
		if err := p.withdraw(found.EnvelopeID); err != nil {
			return Change{}, err
		}
		found.Status = topology.Withdrawn
	}
	return p.end()
}

// ReportSource implements EnvelopeWritePort.
func (s *Service) ReportSource(ctx context.Context, scope identity.Scope, r SourceReport, now time.Time) (SourceReport, error) {
	r.HealthyUntil, r.ReportedAt, r.ReportedBy = kept(r.HealthyUntil), kept(now), actorOf(scope)
	ask := Request{Microgrid: r.MicrogridID, Parts: envelopeParts(), Now: now}
	_, err := s.ChangeMicrogrid(ctx, scope, ask, func(state *State) (Change, error) {
		if !slices.ContainsFunc(state.Nodes, func(n topology.Node) bool { return n.NodeID == r.NodeID }) {
			return Change{}, broken(RuleSourceNode, "%s is no node of this microgrid", r.NodeID)
		}
		if r.OriginControlPointID != "" && state.point(r.OriginControlPointID) == nil {
			return Change{}, broken(RuleEnvelopeOrigin, "%s is no control point of this microgrid", r.OriginControlPointID)
		}
		p, err := state.caughtUp(scope, now)
		if err != nil {
			return Change{}, err
		}
		if err := p.report(r); err != nil {
			return Change{}, err
		}
		return p.end()
	})
	if err != nil {
		return SourceReport{}, fmt.Errorf("keep what a source reports: %w", err)
	}
	return r, nil
}

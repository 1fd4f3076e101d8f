// Package override is the operator's override (document 004, OVERRIDE): a command that bounds a node of
// the site's microgrid becomes an operating envelope through the port, and its release withdraws it.
//
//	orders := dispatch.NewService(…).Executing(override.New(microgrid.NewService(db)))
package override

import (
	"context"
	"fmt"
	"time"

	"ohmstead/backend/dispatch"
	"ohmstead/backend/identity"
	"ohmstead/backend/microgrid"
	"ohmstead/energy/reason"
	"ohmstead/energy/topology"
	"ohmstead/energy/unit"
)

// Grids are microgrids with the way in for envelopes; *microgrid.Service is.
type Grids interface {
	microgrid.EnvelopeWritePort
	MicrogridOfDepot(ctx context.Context, scope identity.Scope, depot topology.ID) (topology.Microgrid, error)
}

// Executor executes such commands.
type Executor struct{ grids Grids }

var _ dispatch.Executor = Executor{}

// New is an executor over microgrids.
func New(g Grids) Executor { return Executor{g} }

// Ref is the source_ref of a command's envelope: "command/" and its id.
func Ref(command string) string { return "command/" + command }

// Limit implements dispatch.Executor. ENVELOPE_REJECTED for bounds that break a rule of envelopes.
func (e Executor) Limit(ctx context.Context, scope identity.Scope, c dispatch.Command, b dispatch.NodeBounds) error {
	m, err := e.grids.MicrogridOfDepot(ctx, scope, topology.ID(c.Site.String()))
	if err != nil {
		return fmt.Errorf("find the microgrid of site %s: %w", c.Site, err)
	}
	block := topology.OperatingEnvelopeBlock{BlockFrom: c.IssuedAt, BlockTo: c.ExpiresAt, MaxLimitWatts: power(b.MaxWatts), MinLimitWatts: power(b.MinWatts)}
	kept, err := e.grids.SubmitEnvelope(ctx, scope, topology.OperatingEnvelope{
		MicrogridID: m.MicrogridID, NodeID: b.NodeID, EnvelopeType: topology.Override, ConstraintType: b.ConstraintType, SourceRef: Ref(c.ID),
		EffectiveFrom: c.IssuedAt, EffectiveTo: c.ExpiresAt, Blocks: []topology.OperatingEnvelopeBlock{block},
	}, c.IssuedAt)
	if err != nil {
		return err
	}
	if kept.Status == topology.Rejected {
		return reason.New(reason.EnvelopeRejected, reason.Params{"envelope": string(kept.EnvelopeID), "rule": kept.RejectedRule, "block": 0})
	}
	return nil
}

func power(watts *int64) *unit.Power {
	if watts == nil {
		return nil
	}
	p := unit.Power(*watts) * unit.Watt
	return &p
}

// Release implements dispatch.Executor. NOT_FOUND where the command set no envelope, MICROGRID_INVALID where
// that has ended.
func (e Executor) Release(ctx context.Context, scope identity.Scope, limit dispatch.Command, now time.Time) error {
	m, err := e.grids.MicrogridOfDepot(ctx, scope, topology.ID(limit.Site.String()))
	if err != nil {
		return fmt.Errorf("find the microgrid of site %s: %w", limit.Site, err)
	}
	_, err = e.grids.WithdrawEnvelope(ctx, scope, microgrid.EnvelopeKey{Microgrid: m.MicrogridID, SourceRef: Ref(limit.ID)}, now)
	return err
}

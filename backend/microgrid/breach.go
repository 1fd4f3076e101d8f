package microgrid

import (
	"slices"
	"time"

	"ohmstead/energy/balance"
	"ohmstead/energy/reason"
	"ohmstead/energy/topology"
	"ohmstead/energy/unit"
)

// Breach is a limit that demand passed, from the cycle that found it until the first that does not.
type Breach struct {
	balance.Breach
	ClearedAt *time.Time `json:"cleared_at"`
}

// same reports whether two breaches are of the same limit.
func (b Breach) same(o balance.Breach) bool {
	return b.NodeID == o.NodeID && b.ConstraintType == o.ConstraintType
}

// breached adds the breaches that began with a cycle and ends those that it no longer has. A REJECTED
// cycle knows nothing of demand and ends none.
func (s *State) breached(c *Change, r *balance.Result) {
	for _, b := range r.Breaches {
		if !slices.ContainsFunc(s.OpenBreaches, func(o Breach) bool { return o.same(b) }) {
			c.Breaches = append(c.Breaches, Breach{Breach: b})
			c.tell(BreachDetected, r.StartedAt, BreachDetection{r.MicrogridID, b.NodeID, b.ReasonCode, b.ResolvedLimitWatts})
		}
	}
	if r.Outcome == balance.OutcomeRejected {
		return
	}
	for _, o := range s.OpenBreaches {
		if !slices.ContainsFunc(r.Breaches, o.same) {
			o.ClearedAt = &r.StartedAt
			c.Breaches = append(c.Breaches, o)
		}
	}
}

// RebalanceRequest is the payload of microgrid.rebalance_requested.
type RebalanceRequest struct {
	MicrogridID   topology.ID `json:"microgrid_id"`
	NodeID        topology.ID `json:"node_id"`
	Source        string      `json:"source"`
	CorrelationID string      `json:"correlation_id"`
}

// DemandResolution is the payload of microgrid.demand_resolved: FALLBACK_DERIVED where any scope's demand
// is, and how many scopes took theirs from which input.
type DemandResolution struct {
	MicrogridID topology.ID           `json:"microgrid_id"`
	CycleID     topology.ID           `json:"cycle_id"`
	SourceMode  balance.SourceMode    `json:"source_mode"`
	InputsUsed  map[balance.Input]int `json:"inputs_used"`
}

func demandOf(r *balance.Result) DemandResolution {
	d := DemandResolution{r.MicrogridID, r.CycleID, balance.Measured, map[balance.Input]int{}}
	for _, in := range r.Audit.Inputs {
		d.InputsUsed[in.Input]++
		if in.SourceMode == balance.FallbackDerived {
			d.SourceMode = in.SourceMode
		}
	}
	return d
}

// BreachDetection is the payload of microgrid.constraint_breach_detected.
type BreachDetection struct {
	MicrogridID        topology.ID `json:"microgrid_id"`
	NodeID             topology.ID `json:"node_id"`
	ReasonCode         reason.Code `json:"reason_code"`
	ResolvedLimitWatts unit.Power  `json:"resolved_limit_watts"`
}

// Completion is the payload of microgrid.cycle_completed.
type Completion struct {
	CycleID           topology.ID     `json:"cycle_id"`
	MicrogridID       topology.ID     `json:"microgrid_id"`
	Outcome           balance.Outcome `json:"outcome"`
	ReasonCodes       []reason.Code   `json:"reason_codes"`
	AllocationSummary Totals          `json:"allocation_summary"`
}

// Totals are a summary without its nodes.
type Totals struct {
	RequestedWatts unit.Power `json:"requested_watts"`
	AllocatedWatts unit.Power `json:"allocated_watts"`
}

func completionOf(r *balance.Result) Completion {
	s := r.AllocationSummary
	return Completion{r.CycleID, r.MicrogridID, r.Outcome, r.ReasonCodes, Totals{s.RequestedWatts, s.AllocatedWatts}}
}

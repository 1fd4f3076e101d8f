// Package rotation keeps the order in which leaves take turns between balancing cycles.
package rotation

import (
	"maps"
	"slices"
	"time"

	"ohmstead/energy/balance"
	"ohmstead/energy/topology"
)

// Claims is the order in which leaves are admitted with rotation, kept between cycles so that nobody is
// switched on and off with each of them.
type Claims struct {
	DrawnAt  time.Time                 `json:"drawn_at"`
	OffSince map[topology.ID]time.Time `json:"off_since"` // of those that had nothing when it was drawn up
	Served   []topology.ID             `json:"served"`    // by the last cycle
	// Interrupted had power in this order until there was no room for them: a cap, or others that have not
	// let go of theirs yet.
	Interrupted []topology.ID `json:"interrupted"`
}

// Bounds of a turn. A contactor that is switched once in a quarter of an hour is switched 35,000 times a
// year, once in ten seconds three million times.
const (
	StandardTurn = 15 * time.Minute
	LeastTurn    = time.Minute
	MostTurn     = 24 * time.Hour
)

// At is the order that a cycle of the whole microgrid goes by at an instant, kept for a turn. It is drawn up
// anew when that is over or there is none yet; off is since when leaves have had nothing. A leaf for which
// there is no room any more is switched off alone, and is the next that is switched on.
func (c *Claims) At(now time.Time, turn time.Duration, off map[topology.ID]time.Time) *Claims {
	// The clocks of two workers differ: a little before the order was drawn up is within its time.
	if c != nil && now.Sub(c.DrawnAt).Abs() < turn {
		return c
	}
	return &Claims{DrawnAt: now, OffSince: off}
}

// Hold gives a request its place in the order: whoever had nothing when it was drawn up waits since then,
// whatever it had in between.
func (c *Claims) Hold(r *balance.Request) {
	if c == nil {
		return
	}
	if since, waited := c.OffSince[r.NodeID]; waited {
		r.OffSince = &since
	}
	switch {
	case slices.Contains(c.Served, r.NodeID):
		r.Turn = balance.Served
	case slices.Contains(c.Interrupted, r.NodeID):
		r.Turn = balance.Interrupted
	}
}

// After is what the next cycle has to know: who is served now, who was, and the places of all that still
// ask.
func (c *Claims) After(requests []balance.Request, r *balance.Result) *Claims {
	if c == nil {
		return nil
	}
	given := make(map[topology.ID]balance.ByNode, len(r.AllocationSummary.ByNode))
	for _, n := range r.AllocationSummary.ByNode {
		given[n.NodeID] = n
	}
	out := &Claims{DrawnAt: c.DrawnAt, OffSince: maps.Clone(c.OffSince), Served: []topology.ID{}, Interrupted: []topology.ID{}}
	maps.DeleteFunc(out.OffSince, func(id topology.ID, _ time.Time) bool { return given[id].RequestedWatts == 0 })
	for i := range requests {
		switch id := requests[i].NodeID; {
		case given[id].RequestedWatts == 0:
		case given[id].AllocatedWatts != 0:
			out.Served = append(out.Served, id)
		case requests[i].Turn != "":
			out.Interrupted = append(out.Interrupted, id)
		}
	}
	return out
}

// OffSince is since when each leaf gets nothing although it asks. A REJECTED cycle changes nothing of it.
func OffSince(before map[topology.ID]time.Time, r *balance.Result) map[topology.ID]time.Time {
	if r.Outcome == balance.OutcomeRejected && before != nil {
		return before
	}
	out := map[topology.ID]time.Time{}
	for _, n := range r.AllocationSummary.ByNode {
		if n.RequestedWatts == 0 || n.AllocatedWatts != 0 {
			continue
		}
		if since, ok := before[n.NodeID]; ok {
			out[n.NodeID] = since
		} else {
			out[n.NodeID] = r.StartedAt
		}
	}
	return out
}

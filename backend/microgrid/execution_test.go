package microgrid_test

import (
	"context"
	"encoding/json"
	"errors"
	"testing"
	"time"

	"github.com/google/uuid"

	"ohmstead/backend/identity"
	"ohmstead/backend/microgrid"
	"ohmstead/backend/microgrid/apply"
	"ohmstead/energy/reason"
	"ohmstead/energy/topology"
	"ohmstead/energy/unit"
)

// onlyAsked is a depot that shows the nodes to whoever asks for them, and remembers what was changed.
type onlyAsked struct {
	*depot
	changed microgrid.Change
}

func (o *onlyAsked) ChangeMicrogrid(_ context.Context, _ identity.Scope, r microgrid.Request, decide microgrid.Decide) (microgrid.Answer, error) {
	shown := o.state
	shown.Nodes = nil
	for _, p := range r.Parts {
		if p == microgrid.Nodes {
			shown.Nodes = o.state.Nodes
		}
	}
	change, err := decide(&shown)
	o.changed = change
	return microgrid.Answer{}, err
}

// deaf is a charging point that was told 2 kW, whose order has ended a second ago, and whose edge has not
// been heard for an hour.
func deaf() *onlyAsked {
	d := newDepot(1, 20_000, `{}`)
	told, began, ended, heard := unit.Power(2_000), d.now.Add(-time.Hour), d.now.Add(-time.Second), d.now.Add(-time.Hour)
	d.state.Executions = []apply.Execution{{Leaf: apply.Leaf{
		MicrogridID: site, CycleID: "c", NodeID: point(0), BeganAt: began, AskedWatts: told, OrderedWatts: &told, OrderedAt: &began, ExpiresAt: &ended,
		ReachWatts: told, HoldsUntil: &ended, LookAt: d.now,
	}}}
	d.state.Receivers = []apply.Receiver{{NodeID: point(0), EdgeID: uuid.New(), Asset: "car", HeardAt: &heard}}
	return &onlyAsked{depot: d}
}

func (o *onlyAsked) authors(config string) {
	o.state.Points = append(o.state.Points, microgrid.Point{CapabilityControlPoint: topology.CapabilityControlPoint{
		ControlPointID: "known", MicrogridID: site, NodeID: point(0), CapabilityType: topology.LoadBalancing, State: topology.Enabled, LocalConfig: json.RawMessage(config),
	}})
}

func (o *onlyAsked) asks(watts unit.Power) {
	o.state.Requests = []microgrid.LeafRequest{{MicrogridID: site, NodeID: point(0), RequestedWatts: watts}}
}

// A leaf whose order has ended may draw as much as it can: by what was written at its node, what its asset is
// rated for and what it asks for, the most of these. Of one of which none is known that is anything.
func TestALeafWithoutAnOrderCountsWithAllThatItMayDraw(t *testing.T) {
	for name, tt := range map[string]struct {
		known func(o *onlyAsked)
		want  unit.Power
	}{
		"a rating that somebody wrote at its node": {func(o *onlyAsked) { o.authors(`{"rated_watts":22000}`) }, 22_000},
		"the rating of its asset": {
			func(o *onlyAsked) {
				o.state.Ratings = []microgrid.Rating{{NodeID: point(0), RatedWatts: 11_000}}
			}, 11_000,
		},
		"what it asks for":                  {func(o *onlyAsked) { o.asks(7_400) }, 7_400},
		"it asks for less than it is rated": {func(o *onlyAsked) { o.authors(`{"rated_watts":22000}`); o.asks(7_400) }, 22_000},
		"nothing is known":                  {func(*onlyAsked) {}, topology.MaxWatts},
		"something else was written":        {func(o *onlyAsked) { o.authors(`{"phases":"L1"}`) }, topology.MaxWatts},
	} {
		t.Run(name, func(t *testing.T) {
			o := deaf()
			tt.known(o)
			if _, err := microgrid.NewService(o).Apply(t.Context(), anybody, site, o.now); err != nil {
				t.Fatal(err)
			}
			if len(o.changed.Executions) != 1 {
				t.Fatalf("%+v", o.changed.Executions)
			}
			l := o.changed.Executions[0]
			if l.OrderedWatts != nil || l.Counted() != tt.want || l.Code != reason.OrderEdgeSilent {
				t.Errorf("it counts with %d W, want %d W: %+v", l.Counted(), tt.want, l)
			}
		})
	}
}

// What was written at a node and cannot be read is told, and nothing is carried out by guess.
func TestAnUnreadableRatingIsNoRating(t *testing.T) {
	o := deaf()
	o.authors(`{"rated_watt":22000}`)
	_, err := microgrid.NewService(o).Apply(t.Context(), anybody, site, o.now)
	if !errors.Is(err, reason.New(reason.MicrogridInvalid, nil)) || len(o.changed.Executions) != 0 {
		t.Errorf("%v, %+v", err, o.changed.Executions)
	}
}

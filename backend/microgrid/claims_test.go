package microgrid_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"ohmstead/backend/microgrid"
	"ohmstead/energy/balance"
	"ohmstead/energy/topology"
	"ohmstead/energy/unit"
)

// Five charging points and room for the minimums of two. A step is a number of seconds later, with what has
// changed until then and who is served by the cycle of then.
func TestRotation_AnOrderIsKeptForItsTime(t *testing.T) {
	type step struct {
		after  int
		change func(d *depot)
		ask    microgrid.Rebalance
		on     string
	}
	operator := microgrid.Rebalance{Source: "OPERATOR"}
	tier := func(n int) func(*microgrid.LeafRequest) {
		return func(r *microgrid.LeafRequest) { r.Tier, r.RequestedWatts = &n, 4_500 }
	}
	for name, steps := range map[string][]step{
		"whoever is served is served until the turn is over":                 {{after: 10, on: "0 1"}, {after: 10, on: "0 1"}, {after: 870, on: "0 1"}, {after: 10, on: "2 3"}, {after: 890, on: "2 3"}},
		"those off the longest come first":                                   {{after: 900, on: "2 3"}, {after: 900, on: "0 4"}, {after: 900, on: "1 2"}, {after: 900, on: "0 3"}},
		"a cycle that somebody asked for keeps the order":                    {{after: 300, ask: operator, on: "0 1"}, {after: 599, ask: operator, on: "0 1"}, {after: 1, on: "2 3"}},
		"one that somebody asked for when the turn is over draws it up anew": {{after: 900, ask: operator, on: "2 3"}, {after: 10, on: "2 3"}, {after: 880, on: "2 3"}},
		"a cycle of a part draws up no order": {
			{after: 900, ask: microgrid.Rebalance{Source: "OPERATOR", Scope: feeder}, on: "0 1"}, {after: 10, on: "2 3"},
		},
		"a leaf that leaves makes room for the next": {
			{after: 900, on: "2 3"}, {after: 10, change: func(d *depot) { d.leaves(2) }, on: "3 4"}, {after: 10, change: func(d *depot) { d.leaves(3) }, on: "0 4"},
		},
		"a leaf that comes back in the turn waits behind the others": {
			{after: 900, on: "2 3"},
			{after: 10, change: func(d *depot) { d.leaves(2) }, on: "3 4"},
			{after: 10, change: func(d *depot) { d.asks(2, nil) }, on: "3 4"},
			{after: 10, change: func(d *depot) { d.leaves(4) }, on: "0 3"},
		},
		"a leaf that arrives waits": {{after: 10, change: func(d *depot) { d.asks(5, nil) }, on: "0 1"}, {after: 890, on: "2 3"}, {after: 900, on: "4 5"}},
		"a leaf of a higher tier does not": {
			{after: 10, change: func(d *depot) { d.asks(5, tier(0)) }, on: "0 5"},
			{after: 10, on: "0 5"},
			{after: 10, change: func(d *depot) { d.leaves(5) }, on: "0 1"},
		},
		"a lower cap takes one off and leaves the others on": {
			{after: 900, on: "2 3"},
			{after: 10, change: func(d *depot) { d.cap(5_000) }, on: "2"},
			{after: 10, on: "2"},
			{after: 10, change: func(d *depot) { d.cap(9_000) }, on: "2 3"},
		},
		"whoever was taken off is put on before those off longer": {
			{after: 10, change: func(d *depot) { d.cap(5_000) }, on: "0"},
			{after: 10, change: func(d *depot) { d.cap(0) }, on: ""},
			{after: 10, change: func(d *depot) { d.cap(9_000) }, on: "0 1"},
			{after: 860, on: "0 1"},
			{after: 10, on: "2 3"},
		},
		"a cap of nothing takes all off, and the order holds when it is gone": {
			{after: 900, on: "2 3"}, {after: 10, change: func(d *depot) { d.cap(0) }, on: ""}, {after: 10, change: func(d *depot) { d.cap(9_000) }, on: "2 3"},
		},
		"a shorter turn holds at once": {{after: 100, change: func(d *depot) { d.policy(`{"rotation":true,"rotate_every_seconds":60}`) }, on: "2 3"}, {after: 59, on: "2 3"}, {after: 1, on: "0 4"}},
		"without rotation the order is always the same": {
			{after: 900, change: func(d *depot) { d.policy(`{}`) }, on: "0 1"}, {after: 900, on: "0 1"}, {after: 10, change: func(d *depot) { d.policy(`{"rotation":true}`) }, on: "2 3"},
		},
		"a clock behind draws up no order":       {{after: -2, on: "0 1"}, {after: 3, on: "0 1"}},
		"a clock that was set back draws one up": {{after: -3600, on: "2 3"}},
	} {
		t.Run(name, func(t *testing.T) {
			d := newDepot(6, 9_000, `{"rotation":true}`)
			for i := range 5 {
				d.asks(i, nil)
			}
			for i, s := range append([]step{{on: "0 1"}}, steps...) {
				d.now = d.now.Add(time.Duration(s.after) * time.Second)
				if s.change != nil {
					s.change(d)
				}
				on, err := d.balance(t.Context(), s.ask)
				if err != nil {
					t.Fatal(err)
				}
				if got := short(on); got != s.on {
					t.Fatalf("cycle %d serves %q, want %q", i, got, s.on)
				}
			}
		})
	}
}

func short(on []topology.ID) string {
	var out []string
	for _, id := range on {
		out = append(out, strings.TrimPrefix(string(id), "p0"))
	}
	return strings.Join(out, " ")
}

func (d *depot) policy(config string) { d.state.Points[0].LocalConfig = []byte(config) }

// Charging points, the strategy, what they ask for and what becomes of it are drawn; cycles come 1 to 60 s
// apart. Within a turn nobody is switched off for another of its tier unless caps or requests changed; and
// where the caps change, nobody that waits is switched on in the place of one that is switched off.
func TestRotation_NobodyIsSwitchedForAnotherWithinATurn(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		points := rapid.IntRange(2, 12).Draw(r, "points")
		roomy := func() unit.Power { return unit.Power(rapid.IntRange(0, least*(points+1)).Draw(r, "cap")) }
		strategy := rapid.SampledFrom([]balance.Strategy{balance.MaxMin, balance.EDF, balance.LeastLaxity}).Draw(r, "strategy")
		d := newDepot(points, roomy(), fmt.Sprintf(`{"rotation":true,"rotate_every_seconds":300,"strategy":%q}`, strategy))
		for i := range points {
			d.asks(i, urgency(r, d.now))
		}
		var before []topology.ID
		var drawn time.Time
		for range 60 {
			d.now = d.now.Add(time.Duration(rapid.IntRange(1, 60).Draw(r, "after")) * time.Second)
			event := rapid.SampledFrom([]string{"", "", "", "cap", "request", "leaves"}).Draw(r, "event")
			who := rapid.IntRange(0, points-1).Draw(r, "who")
			switch event {
			case "cap":
				d.cap(roomy())
			case "request":
				d.asks(who, urgency(r, d.now))
			case "leaves":
				d.leaves(who)
			}
			ask := rapid.SampledFrom([]microgrid.Rebalance{{Source: "PERIODIC"}, {Source: "OPERATOR"}, {Source: "OPERATOR", Scope: feeder}}).Draw(r, "ask")
			on, err := d.balance(r.Context(), ask)
			if err != nil {
				r.Fatal(err)
			}
			claims := d.state.Standing.Claims
			sameTurn := claims != nil && claims.DrawnAt.Equal(drawn)
			if claims != nil {
				drawn = claims.DrawnAt
			}
			off := slices.DeleteFunc(slices.Clone(before), func(id topology.ID) bool {
				return slices.Contains(on, id) || event == "leaves" && id == point(who)
			})
			newly := slices.DeleteFunc(slices.Clone(on), func(id topology.ID) bool { return slices.Contains(before, id) })
			switch {
			case !sameTurn:
			case len(off) > 0 && len(newly) > 0:
				r.Fatalf("%v are switched off and %v on", off, newly)
			case len(off) > 0 && event != "cap":
				r.Fatalf("%v are switched off, and no cap has changed", off)
			}
			before = on
		}
	})
}

// urgency has a vehicle depart and need energy, so that how urgent it is changes from cycle to cycle.
func urgency(r *rapid.T, now time.Time) func(*microgrid.LeafRequest) {
	departs := now.Add(time.Duration(rapid.IntRange(1, 600).Draw(r, "departs")) * time.Minute)
	needs := int64(rapid.IntRange(1, 60_000).Draw(r, "needs"))
	return func(q *microgrid.LeafRequest) { q.DepartsAt, q.EnergyNeededWh = &departs, &needs }
}

// Where there is room for one at its minimum, however great, each of n has been served after n turns,
// whatever cycles run in between.
func TestRotation_EveryLeafIsServedWithinAsManyTurnsAsThereAreLeaves(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		points := rapid.IntRange(2, 9).Draw(r, "points")
		d := newDepot(points, unit.Power(rapid.IntRange(least, least*points).Draw(r, "cap")), `{"rotation":true,"rotate_every_seconds":60}`)
		for i := range points {
			d.asks(i, func(q *microgrid.LeafRequest) {
				min := unit.Power(rapid.IntRange(1_380, least).Draw(r, "least"))
				q.MinWatts = &min
			})
		}
		served := map[topology.ID]bool{}
		for range points * 6 {
			on, err := d.balance(r.Context(), microgrid.Rebalance{Source: "PERIODIC"})
			if err != nil {
				r.Fatal(err)
			}
			for _, id := range on {
				served[id] = true
			}
			d.now = d.now.Add(10 * time.Second)
		}
		if len(served) != points {
			r.Errorf("%d of %d are served in %d turns", len(served), points, points)
		}
	})
}

func TestRotation_ATurnThatIsTooShortOrTooLongIsRefused(t *testing.T) {
	for seconds, fine := range map[int]bool{-1: false, 0: false, 59: false, 60: true, 86_400: true, 86_401: false} {
		d := newDepot(1, 9_000, `{}`)
		p := d.state.Points[0].CapabilityControlPoint
		p.LocalConfig = fmt.Appendf(nil, `{"rotation":true,"rotate_every_seconds":%d}`, seconds)
		_, err := microgrid.NewService(d).SavePoint(t.Context(), anybody, p, d.now)
		want := fmt.Sprintf("rotate_every_seconds is %d, want 60 to 86400", seconds)
		if fine != (err == nil) || err != nil && !strings.Contains(err.Error(), want) {
			t.Errorf("%d s: %v", seconds, err)
		}
	}
}

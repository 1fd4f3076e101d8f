package topology_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"ohmstead/energy/topology"
	"ohmstead/energy/unit"
)

// story is what happened, as "envelope status minutes after noon".
func story(transitions []topology.Transition) []string {
	out := []string{}
	for _, t := range transitions {
		out = append(out, fmt.Sprintf("%s %s %v", t.EnvelopeID, t.Status, t.EvaluatedAt.Sub(noon)))
	}
	return out
}

// T15: after a time of standing still each boundary is evaluated in order, with its own instant, once.
func TestT15MissedBoundariesAreEvaluatedInOrderWithTheirOwnInstant(t *testing.T) {
	pending := status(topology.Pending)
	s := given().env("a", topology.Override, 30*kW, window(10*time.Minute, 20*time.Minute), pending).
		env("b", topology.TOULimit, 30*kW, window(5*time.Minute, 20*time.Minute), pending).
		env("old", topology.Forecast, 50*kW, window(0, 40*time.Minute), pending).
		env("new", topology.Forecast, 60*kW, window(30*time.Minute, 60*time.Minute), pending)
	missed, after := topology.CatchUp(s.Envelopes, nil, noon.Add(-time.Second), noon.Add(35*time.Minute))
	want := []string{"old ACTIVE 0s", "b ACTIVE 5m0s", "a ACTIVE 10m0s", "a EXPIRED 20m0s", "b EXPIRED 20m0s", "new ACTIVE 30m0s", "old WITHDRAWN 30m0s"}
	if diff := cmp.Diff(want, story(missed)); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if again, _ := topology.CatchUp(after, nil, noon.Add(-time.Second), noon.Add(35*time.Minute)); len(again) != 0 {
		t.Errorf("evaluated once more: %v", story(again))
	}
	if s.Envelopes[0].Status != topology.Pending {
		t.Error("the envelopes that were given are changed")
	}
}

func TestTransitionsAreExactToTheNanosecond(t *testing.T) {
	s := given().env("a", topology.Override, 30*kW, window(0, time.Minute), status(topology.Pending))
	if got := topology.Transitions(s.Envelopes, noon.Add(-1)); len(got) != 0 {
		t.Errorf("a nanosecond before it begins: %v", story(got))
	}
	if got := story(topology.Transitions(s.Envelopes, noon)); !slices.Equal(got, []string{"a ACTIVE 0s"}) {
		t.Errorf("when it begins: %v", got)
	}
	s.Envelopes[0].Status = topology.EnvelopeActive
	if got := topology.Transitions(s.Envelopes, noon.Add(time.Minute-1)); len(got) != 0 {
		t.Errorf("a nanosecond before it ends: %v", story(got))
	}
	if got := story(topology.Transitions(s.Envelopes, noon.Add(time.Minute))); !slices.Equal(got, []string{"a EXPIRED 1m0s"}) {
		t.Errorf("when it ends: %v", got)
	}
	for _, final := range []topology.EnvelopeStatus{topology.Expired, topology.Withdrawn, topology.Rejected} {
		s.Envelopes[0].Status = final
		if got := topology.Transitions(s.Envelopes, noon); len(got) != 0 {
			t.Errorf("%s is final, and there is %v", final, story(got))
		}
	}
}

func TestBlocksAndHealthAreBoundariesToo(t *testing.T) {
	s := given().env("f", topology.Forecast, 50*kW, block(-10*time.Minute, 10*time.Minute, 50*kW)).silent(5 * time.Minute)
	var got []time.Duration
	for _, b := range topology.Boundaries(s.Envelopes, s.Health, noon.Add(-time.Hour), noon.Add(time.Hour)) {
		got = append(got, b.Sub(noon))
	}
	if want := []time.Duration{-10 * time.Minute, 5 * time.Minute, 10 * time.Minute, time.Hour}; !slices.Equal(got, want) {
		t.Errorf("boundaries are %v, want %v: after the first instant, up to the last", got, want)
	}
}

func TestTheFirstStatusOfAnEnvelope(t *testing.T) {
	tests := map[string]struct {
		change func(*topology.OperatingEnvelope)
		want   topology.EnvelopeStatus
	}{
		"before its time": {window(time.Minute, time.Hour), topology.Pending},
		"in its time":     {window(0, time.Hour), topology.EnvelopeActive},
		"after its time":  {window(-time.Hour, 0), topology.Expired},
		"against a rule":  {window(0, 0), topology.Rejected},
	}
	for name, tt := range tests {
		e := given().env("e", topology.Override, 30*kW, tt.change).Envelopes[0]
		if rule := topology.Receive(tree(t), &e, noon); e.Status != tt.want || (rule != "") != (tt.want == topology.Rejected) || !e.ReceivedAt.Equal(noon) {
			t.Errorf("%s: status %s, rule %q, want %s", name, e.Status, rule, tt.want)
		}
	}
}

// A forecast that had ended when it arrived never ruled: the one before it holds on.
func TestAForecastThatArrivesTooLateTakesOverFromNobody(t *testing.T) {
	s := given().env("now", topology.Forecast, 50*kW).env("late", topology.Forecast, 60*kW, window(-time.Hour, -time.Minute))
	s.Envelopes[1].ReceivedAt = noon
	if got := s.at(topology.ConsumptionCap, noon); got.Most.Watts != 50*kW || len(got.Codes) != 0 {
		t.Errorf("limit is %+v %v", got.Most, got.Codes)
	}
	if got := topology.Transitions(s.Envelopes[:1], noon); len(got) != 0 {
		t.Errorf("and there is %v", story(got))
	}
}

// drawEnvelopes is a node's envelopes of four minutes, drawn; all are PENDING.
func drawEnvelopes(r *rand.Rand) *said {
	s := given().policy(topology.GapPolicies()[r.IntN(4)])
	for i := range 1 + r.IntN(7) {
		from := time.Duration(r.IntN(6)) * time.Minute
		s.env(topology.ID(fmt.Sprintf("e%d", i)), topology.EnvelopeTypes()[r.IntN(4)], unit.Power(r.IntN(90))*kW,
			window(from, from+4*time.Minute), status(topology.Pending), origin([]topology.ID{"", "provider"}[r.IntN(2)]))
		e := &s.Envelopes[len(s.Envelopes)-1]
		e.Blocks[0].BlockFrom = e.EffectiveFrom.Add(time.Duration(r.IntN(2)) * time.Minute)
		e.Blocks[0].BlockTo = e.EffectiveTo.Add(-time.Duration(r.IntN(2)) * time.Minute)
	}
	if r.IntN(2) == 0 {
		s.silent(time.Duration(r.IntN(10)) * time.Minute)
	}
	return s
}

// However late a scheduler is: limits and capacities are those of the instant. However often it wakes:
// what has happened in the end is the same.
func TestALateSchedulerChangesNoLimitAndNoStory(t *testing.T) {
	begin, end := noon.Add(-time.Minute), noon.Add(15*time.Minute)
	held := 0
	for seed := range uint64(3000) {
		r := rand.New(rand.NewPCG(seed, 8))
		s := drawEnvelopes(r)
		whole, _ := topology.CatchUp(s.Envelopes, s.Health, begin, end)
		var parts []topology.Transition
		now, last := s.Envelopes, begin
		for t0 := begin; !t0.After(end); t0 = t0.Add(time.Duration(1+r.IntN(200)) * time.Second) {
			var some []topology.Transition
			some, now = topology.CatchUp(now, s.Health, last, t0)
			parts, last = append(parts, some...), t0
			late, prompt := s.Given, s.Given
			prompt.Envelopes = now
			a, b := topology.NewConstraints(late), topology.NewConstraints(prompt)
			if diff := cmp.Diff(a.At("gc", topology.ConsumptionCap, t0), b.At("gc", topology.ConsumptionCap, t0)); diff != "" {
				t.Fatalf("seed %d, %v after noon, limits differ (-late +prompt):\n%s", seed, t0.Sub(noon), diff)
			}
			x, _ := a.CircuitCapacity(tree(t), "feeder", t0)
			if y, _ := b.CircuitCapacity(tree(t), "feeder", t0); x != y {
				t.Fatalf("seed %d, %v after noon: capacity %+v, and %+v of a prompt scheduler", seed, t0.Sub(noon), x, y)
			}
			held++
		}
		some, _ := topology.CatchUp(now, s.Health, last, end)
		if diff := cmp.Diff(story(whole), story(append(parts, some...))); diff != "" {
			t.Fatalf("seed %d, in one go and in parts (-one +parts):\n%s", seed, diff)
		}
	}
	t.Logf("%d instants", held)
}

package topology_test

import (
	"slices"
	"testing"
	"time"

	"ohmstead/energy/reason"
	"ohmstead/energy/topology"
	"ohmstead/energy/unit"
)

var noon = time.Date(2026, time.June, 1, 12, 0, 0, 0, time.UTC)

const kW = unit.Kilowatt

// said is limits and envelopes of one node, "gc", of a feeder whose default is 80 kW and fail-safe 20 kW.
type said struct {
	topology.Given
	n int
}

func given() *said {
	return &said{Given: topology.Given{Circuits: []topology.Circuit{{CircuitID: "feeder", NodeID: "gc", DefaultCapacityWatts: 80 * kW, FailSafeCapacityWatts: 20 * kW}}}}
}

func (s *said) limit(kind topology.ConstraintType, watts unit.Power) *said {
	s.Limits = append(s.Limits, topology.NodeLimit{NodeLimitID: "limit", NodeID: "gc", ConstraintType: kind, LimitWatts: watts, Status: topology.LimitActive})
	return s
}

// env adds an envelope from 11:00 to 13:00 with one block over all of it; received one after the other.
func (s *said) env(id topology.ID, kind topology.EnvelopeType, most unit.Power, change ...func(*topology.OperatingEnvelope)) *said {
	s.n++
	e := topology.OperatingEnvelope{
		EnvelopeID: id, MicrogridID: "site", NodeID: "gc", OriginControlPointID: "provider", EnvelopeType: kind, ConstraintType: topology.ConsumptionCap, SourceRef: string(id),
		EffectiveFrom: noon.Add(-time.Hour), EffectiveTo: noon.Add(time.Hour), Status: topology.EnvelopeActive, ReceivedAt: noon.Add(time.Duration(s.n-100) * time.Minute),
	}
	e.Blocks = []topology.OperatingEnvelopeBlock{{EnvelopeID: id, BlockFrom: e.EffectiveFrom, BlockTo: e.EffectiveTo, MaxLimitWatts: &most}}
	for _, c := range change {
		c(&e)
	}
	s.Envelopes = append(s.Envelopes, e)
	return s
}

func block(from, to time.Duration, most unit.Power) func(*topology.OperatingEnvelope) {
	return func(e *topology.OperatingEnvelope) {
		e.Blocks = []topology.OperatingEnvelopeBlock{{EnvelopeID: e.EnvelopeID, BlockFrom: noon.Add(from), BlockTo: noon.Add(to), MaxLimitWatts: &most}}
	}
}

func aims(watts unit.Power) func(*topology.OperatingEnvelope) {
	return func(e *topology.OperatingEnvelope) { e.Blocks[0].TargetWatts = &watts }
}

func window(from, to time.Duration) func(*topology.OperatingEnvelope) {
	return func(e *topology.OperatingEnvelope) {
		e.EffectiveFrom, e.EffectiveTo = noon.Add(from), noon.Add(to)
		e.Blocks[0].BlockFrom, e.Blocks[0].BlockTo = e.EffectiveFrom, e.EffectiveTo
	}
}

func of(kind topology.ConstraintType) func(*topology.OperatingEnvelope) {
	return func(e *topology.OperatingEnvelope) { e.ConstraintType = kind }
}

func origin(id topology.ID) func(*topology.OperatingEnvelope) {
	return func(e *topology.OperatingEnvelope) { e.OriginControlPointID = id }
}

func status(s topology.EnvelopeStatus) func(*topology.OperatingEnvelope) {
	return func(e *topology.OperatingEnvelope) { e.Status = s }
}

// silent says that the provider was heard until so long after noon.
func (s *said) silent(after time.Duration) *said {
	s.Health = append(s.Health, topology.SourceHealth{NodeID: "gc", OriginControlPointID: "provider", HealthyUntil: noon.Add(after)})
	return s
}

func (s *said) policy(p topology.GapPolicy) *said {
	s.Circuits[0].GapPolicy = p
	return s
}

func (s *said) at(kind topology.ConstraintType, t time.Time) topology.Limit {
	return topology.NewConstraints(s.Given).At("gc", kind, t)
}

func TestEffectiveLimitIsTheMostRestrictiveThatHolds(t *testing.T) {
	const consumption, net = topology.ConsumptionCap, topology.NetCap
	gapUsed, fallbackUsed, failSafeUsed := reason.ForecastGapPolicyUsed, reason.ForecastSourceStaleFallbackUsed, reason.ForecastSourceStaleFailSafeUsed
	tests := map[string]struct {
		said *said
		at   time.Duration
		want unit.Power
		ref  topology.ID
		code reason.Code
	}{
		"a node limit alone":                                            {given().limit(consumption, 50*kW), 0, 50 * kW, "limit", ""},
		"a limit of 0 is a cap of nothing":                              {given().limit(consumption, 0), 0, 0, "limit", ""},
		"T54: the tightest names itself":                                {given().limit(consumption, 50*kW).env("e", topology.Override, 40*kW), 0, 40 * kW, "e", ""},
		"an envelope above the limit widens nothing":                    {given().limit(consumption, 50*kW).env("e", topology.Override, 60*kW), 0, 50 * kW, "limit", ""},
		"T12: OVERRIDE 100 over FORECAST 50 is 50":                      {given().env("f", topology.Forecast, 50*kW).env("o", topology.Override, 100*kW), 0, 50 * kW, "f", ""},
		"T12: FORECAST 50 over a limit of 40 is 40":                     {given().limit(consumption, 40*kW).env("f", topology.Forecast, 50*kW), 0, 40 * kW, "limit", ""},
		"of two TOU limits the smaller":                                 {given().env("a", topology.TOULimit, 30*kW).env("b", topology.TOULimit, 35*kW), 0, 30 * kW, "a", ""},
		"T9: a healthy source, FALLBACK 10, FORECAST 50 is 50":          {given().env("b", topology.Fallback, 10*kW).env("f", topology.Forecast, 50*kW), 0, 50 * kW, "f", ""},
		"T9: the same while the source is heard until later":            {given().env("b", topology.Fallback, 10*kW).env("f", topology.Forecast, 50*kW).silent(time.Second), 0, 50 * kW, "f", ""},
		"a silent source falls back":                                    {given().env("b", topology.Fallback, 10*kW).env("f", topology.Forecast, 50*kW).silent(0), 0, 10 * kW, "b", fallbackUsed},
		"T10: a gap of a healthy source is the default, not FALLBACK":   {given().env("b", topology.Fallback, 10*kW).env("f", topology.Forecast, 50*kW, block(-time.Hour, 0, 50*kW)), 0, 80 * kW, "feeder", gapUsed},
		"a gap with FAIL_SAFE":                                          {given().policy(topology.GapFailSafe).env("f", topology.Forecast, 50*kW, block(-time.Hour, 0, 50*kW)), 0, 20 * kW, "feeder", gapUsed},
		"a gap with HOLD_LAST holds the last block":                     {given().policy(topology.GapHoldLast).env("f", topology.Forecast, 50*kW, block(-time.Hour, 0, 50*kW)), 30 * time.Minute, 50 * kW, "f", gapUsed},
		"HOLD_LAST is never above the default":                          {given().policy(topology.GapHoldLast).env("f", topology.Forecast, 95*kW, block(-time.Hour, 0, 95*kW)), 30 * time.Minute, 80 * kW, "feeder", gapUsed},
		"HOLD_LAST after the envelope has ended":                        {given().policy(topology.GapHoldLast).env("f", topology.Forecast, 50*kW), 3 * time.Hour, 50 * kW, "f", gapUsed},
		"T11: a silent source without a fallback is the fail-safe":      {given().env("f", topology.Forecast, 50*kW).silent(-time.Minute), 0, 20 * kW, "feeder", failSafeUsed},
		"T11: so is one whose fallback has ended":                       {given().env("b", topology.Fallback, 10*kW, window(-2*time.Hour, 0)).env("f", topology.Forecast, 50*kW).silent(-time.Minute), 0, 20 * kW, "feeder", failSafeUsed},
		"T14: a block is on at its start":                               {given().env("o", topology.Override, 30*kW, window(0, time.Minute)), 0, 30 * kW, "o", ""},
		"T14: and off at its end, where the next is on":                 {given().env("o", topology.Override, 30*kW, window(-time.Minute, 0)).env("p", topology.Override, 35*kW, window(0, time.Minute)), 0, 35 * kW, "p", ""},
		"the newer forecast takes over from where it begins":            {given().env("old", topology.Forecast, 50*kW).env("new", topology.Forecast, 60*kW, window(0, time.Hour)), 0, 60 * kW, "new", ""},
		"until then the older one holds":                                {given().env("old", topology.Forecast, 50*kW).env("new", topology.Forecast, 60*kW, window(0, time.Hour)), -time.Nanosecond, 50 * kW, "old", ""},
		"an older forecast does not come back when the newer has ended": {given().env("old", topology.Forecast, 50*kW, window(-time.Hour, 3*time.Hour)).env("new", topology.Forecast, 60*kW, window(0, time.Hour)), 2 * time.Hour, 80 * kW, "feeder", gapUsed},
		"forecasts of two sources: the more restrictive":                {given().env("a", topology.Forecast, 50*kW).env("b", topology.Forecast, 45*kW, origin("other")), 0, 45 * kW, "b", ""},
		"a silent source beside one that is heard":                      {given().env("a", topology.Forecast, 50*kW).env("b", topology.Forecast, 15*kW, origin("other")).silent(0), 0, 15 * kW, "b", failSafeUsed},
		"a fallback of no source in particular serves the silent one":   {given().env("b", topology.Fallback, 10*kW, origin("")).env("f", topology.Forecast, 50*kW).silent(0), 0, 10 * kW, "b", fallbackUsed},
		"what was withdrawn does not count":                             {given().limit(consumption, 50*kW).env("o", topology.Override, 30*kW, status(topology.Withdrawn)), 0, 50 * kW, "limit", ""},
		"a scheduler that is late changes nothing: begun":               {given().env("o", topology.Override, 30*kW, status(topology.Pending)), 0, 30 * kW, "o", ""},
		"T3: a scheduler that is late changes nothing: ended":           {given().limit(consumption, 50*kW).env("o", topology.Override, 30*kW), time.Hour, 50 * kW, "limit", ""},
		"T43: an envelope of another type tightens nothing":             {given().limit(consumption, 50*kW).env("g", topology.Override, 30*kW, of(topology.GenerationCap)), 0, 50 * kW, "limit", ""},
		"T1: max_limit_watts is enforced, target_watts is not":          {given().env("o", topology.Override, 80*kW, aims(60*kW)), 0, 80 * kW, "o", ""},
		"a NET_CAP bounds import":                                       {given().limit(net, 50*kW).env("o", topology.Override, 30*kW, of(net)), 0, 30 * kW, "o", ""},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			kind := consumption
			if len(tt.said.Limits) > 0 && tt.said.Limits[0].ConstraintType == net {
				kind = net
			}
			got := tt.said.at(kind, noon.Add(tt.at))
			if got.Most.Watts != tt.want || got.Most.Ref != tt.ref || !got.Most.Set {
				t.Errorf("limit is %+v, want %v by %s", got.Most, tt.want, tt.ref)
			}
			if tt.code == "" && len(got.Codes) > 0 || tt.code != "" && !slices.Equal(got.Codes, []reason.Code{tt.code}) {
				t.Errorf("codes are %v, want %q", got.Codes, tt.code)
			}
		})
	}
}

func TestANetCapIsAnInterval(t *testing.T) {
	floor := func(e *topology.OperatingEnvelope) {
		e.ConstraintType, e.Blocks[0].MinLimitWatts = topology.NetCap, ptr(-10*kW)
	}
	got := given().limit(topology.NetCap, 50*kW).env("o", topology.Override, 70*kW, floor).at(topology.NetCap, noon)
	if got.Most.Watts != 50*kW || got.Least.Watts != -10*kW || got.Least.Ref != "o" {
		t.Errorf("interval is %+v", got)
	}
	wish := func(e *topology.OperatingEnvelope) { e.Blocks[0].MinLimitWatts = ptr(10 * kW) }
	if got := given().env("o", topology.Override, 70*kW, wish).at(topology.ConsumptionCap, noon); got.Least.Set {
		t.Errorf("the least consumption of a block is enforced: %+v", got)
	}
}

func TestANodeWithoutACircuitTakesTheGapOfThePolicy(t *testing.T) {
	gap := func(p topology.GapPolicy, silent bool) topology.Limit {
		s := given().env("f", topology.Forecast, 50*kW, block(-time.Hour, 0, 50*kW))
		s.Circuits, s.Gap = nil, topology.Gap{Policy: p, FailSafeWatts: 5 * kW}
		if silent {
			s.silent(0)
		}
		return s.at(topology.ConsumptionCap, noon)
	}
	if got := gap("", false); got.Most.Set {
		t.Errorf("without a policy a gap limits to %+v", got.Most)
	}
	if got := gap(topology.GapHoldLast, false); got.Most.Watts != 50*kW {
		t.Errorf("HOLD_LAST limits to %+v", got.Most)
	}
	if got := gap("", true); got.Most.Watts != 5*kW {
		t.Errorf("a silent source limits to %+v", got.Most)
	}
}

func tree(t *testing.T, nodes ...topology.Node) *topology.Tree {
	t.Helper()
	if nodes == nil {
		nodes = depot()
	}
	tree, err := topology.NewTree("site", nodes)
	if err != nil {
		t.Fatal(err)
	}
	return tree
}

func (s *said) capacity(t *testing.T, tree *topology.Tree, at time.Time) topology.Bound {
	t.Helper()
	b, ok := topology.NewConstraints(s.Given).CircuitCapacity(tree, "feeder", at)
	if !ok {
		t.Fatal("the feeder is not known")
	}
	return b
}

func TestEffectiveCircuitCapacity(t *testing.T) {
	tests := map[string]struct {
		said *said
		at   time.Duration
		want unit.Power
	}{
		"nothing said is the default":                                  {given(), 0, 80 * kW},
		"a node limit tightens":                                        {given().limit(topology.ConsumptionCap, 50*kW), 0, 50 * kW},
		"T1: a circuit sees target_watts":                              {given().env("f", topology.Forecast, 80*kW, aims(60*kW)), 0, 60 * kW},
		"T9: FALLBACK does not count while the source is heard":        {given().env("b", topology.Fallback, 10*kW).env("f", topology.Forecast, 50*kW), 0, 50 * kW},
		"T10: a gap is the default":                                    {given().env("b", topology.Fallback, 10*kW).env("f", topology.Forecast, 50*kW, block(-time.Hour, 0, 50*kW)), 0, 80 * kW},
		"T11: a silent source is the fail-safe":                        {given().env("f", topology.Forecast, 50*kW).silent(0), 0, 20 * kW},
		"a forecast above the default widens the circuit to it":        {given().env("f", topology.Forecast, 100*kW), 0, 100 * kW},
		"T12: OVERRIDE tightens a forecast":                            {given().env("f", topology.Forecast, 50*kW).env("o", topology.Override, 30*kW), 0, 30 * kW},
		"T13: a GENERATION_CAP projects nothing":                       {given().env("f", topology.Override, 30*kW, of(topology.GenerationCap)), 0, 80 * kW},
		"T3: past its end an envelope is gone, whatever its status is": {given().env("o", topology.Override, 30*kW), time.Hour, 80 * kW},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			if got := tt.said.capacity(t, tree(t), noon.Add(tt.at)); got.Watts != tt.want {
				t.Errorf("capacity is %+v, want %v", got, tt.want)
			}
		})
	}
}

// T8: nothing is restored from what a projection saw.
func TestT8CapacityAfterAnEnvelopeIsTheDefaultOfThen(t *testing.T) {
	s := given().env("o", topology.Override, 30*kW)
	if got := s.capacity(t, tree(t), noon); got.Watts != 30*kW {
		t.Fatalf("capacity is %+v", got)
	}
	s.Circuits[0].DefaultCapacityWatts = 90 * kW
	if got := s.capacity(t, tree(t), noon.Add(time.Hour)); got.Watts != 90*kW {
		t.Errorf("capacity is %+v, want the new default", got)
	}
}

// T13: only a managed first-level connection that is attached to this circuit projects.
func TestT13OnlyAManagedConnectionProjects(t *testing.T) {
	unattached := with(depot(), "gc", func(n *topology.Node) { n.AttachedAssetType, n.AttachedAssetID = nil, "" })
	s := given().env("o", topology.Override, 30*kW)
	if got := s.capacity(t, tree(t, unattached...), noon); got.Watts != 80*kW {
		t.Errorf("an unattached connection projects %+v", got)
	}
	s = given().env("o", topology.Override, 30*kW, func(e *topology.OperatingEnvelope) { e.NodeID = "c1" })
	s.Circuits[0].NodeID = "c1"
	if got := s.capacity(t, tree(t), noon); got.Watts != 80*kW {
		t.Errorf("a circuit node projects %+v", got)
	}
	if got := topology.NewConstraints(s.Given).At("c1", topology.ConsumptionCap, noon); got.Most.Watts != 30*kW {
		t.Errorf("and its limit is %+v, want it enforced", got)
	}
	if _, ok := topology.NewConstraints(s.Given).CircuitCapacity(tree(t), "nobody", noon); ok {
		t.Error("a circuit that is not known has a capacity")
	}
}

// T2, T5, T6 and T7, as far as a function decides them: what follows from computing a capacity anew.
func TestT2T5T7WhatFollowsFromAProjection(t *testing.T) {
	s := given().env("f", topology.Forecast, 80*kW, aims(60*kW))
	c := topology.NewConstraints(s.Given)
	before := slices.Clone(s.Envelopes)
	tests := map[string]struct {
		now       topology.Drift
		event     string
		rebalance bool
	}{
		"an envelope changed the value":          {topology.Drift{Watts: 80 * kW, Known: true, At: noon, Trigger: topology.EnvelopeChange}, topology.CapacityChanged, true},
		"its life cycle changed the value":       {topology.Drift{Watts: 80 * kW, Known: true, At: noon, Trigger: topology.EnvelopeLifecycle}, topology.CapacityChanged, true},
		"T2: the guard corrects and asks nobody": {topology.Drift{Watts: 80 * kW, Known: true, At: noon, Trigger: topology.RebalanceGuard}, topology.CapacityReconciled, false},
		"T5: an equal value is no news":          {topology.Drift{Watts: 60 * kW, Known: true, At: noon, Trigger: topology.EnvelopeChange}, "", false},
		"the guard that finds nothing is silent": {topology.Drift{Watts: 60 * kW, Known: true, At: noon, Trigger: topology.RebalanceGuard}, "", false},
		"a circuit that showed nothing yet":      {topology.Drift{At: noon, Trigger: topology.EnvelopeChange}, topology.CapacityChanged, true},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			p, ok := c.Project(tree(t), "feeder", tt.now)
			if !ok || p.EffectiveCapacityWatts != 60*kW || p.ProjectionTrigger != tt.now.Trigger || p.NodeID != "gc" {
				t.Errorf("projection is %+v", p)
			}
			if p.Event != tt.event || p.Rebalance != tt.rebalance {
				t.Errorf("event %q, rebalance %v; want %q, %v", p.Event, p.Rebalance, tt.event, tt.rebalance)
			}
		})
	}
	if !slices.EqualFunc(before, s.Envelopes, func(a, b topology.OperatingEnvelope) bool { return a.Status == b.Status }) {
		t.Error("T3: a projection changed an envelope")
	}
}

func TestEnvelopesThatBreakARuleAreRejectedByRuleAndBlock(t *testing.T) {
	two := func(from, to time.Duration) func(*topology.OperatingEnvelope) {
		return func(e *topology.OperatingEnvelope) {
			e.Blocks[0].BlockTo = noon
			e.Blocks = append(e.Blocks, topology.OperatingEnvelopeBlock{BlockFrom: noon.Add(from), BlockTo: noon.Add(to), TargetWatts: ptr(5 * kW)})
		}
	}
	bounds := func(least, aim, most *unit.Power) func(*topology.OperatingEnvelope) {
		return func(e *topology.OperatingEnvelope) {
			e.Blocks[0].MinLimitWatts, e.Blocks[0].TargetWatts, e.Blocks[0].MaxLimitWatts = least, aim, most
		}
	}
	tests := map[string]struct {
		change func(*topology.OperatingEnvelope)
		want   topology.EnvelopeRule
		block  int
	}{
		"one block":                         {aims(5 * kW), "", -1},
		"blocks that touch":                 {two(0, time.Hour), "", -1},
		"blocks with a gap":                 {two(time.Minute, time.Hour), "", -1},
		"blocks that overlap":               {two(-time.Minute, time.Hour), topology.BlocksAscending, 1},
		"a block beyond the window":         {two(0, 2*time.Hour), topology.BlockInWindow, 1},
		"a block that ends before it began": {two(time.Hour, 0), topology.BlockForward, 1},
		"a window that ends when it begins": {window(0, 0), topology.WindowForward, -1},
		"no blocks":                         {func(e *topology.OperatingEnvelope) { e.Blocks = nil }, topology.EnvelopeHasBlocks, -1},
		"a block that bounds nothing":       {bounds(ptr(1*kW), nil, nil), topology.BlockHasBound, 0},
		"a target above the most":           {bounds(nil, ptr(9*kW), ptr(8*kW)), topology.BlockOrdered, 0},
		"a least above the most":            {bounds(ptr(9*kW), nil, ptr(8*kW)), topology.BlockOrdered, 0},
		"a least above the target":          {bounds(ptr(9*kW), ptr(8*kW), nil), topology.BlockOrdered, 0},
		"a negative cap of consumption":     {bounds(nil, nil, ptr(-8*kW)), topology.BlockNotNegative, 0},
		"more than a terawatt":              {bounds(nil, nil, ptr(topology.MaxWatts+1)), topology.BlockInRange, 0},
		"a node that is not there":          {func(e *topology.OperatingEnvelope) { e.NodeID = "gone" }, topology.NodeKnown, -1},
		"another microgrid":                 {func(e *topology.OperatingEnvelope) { e.MicrogridID = "other" }, topology.EnvelopeOfThisSite, -1},
		"a type that is none":               {func(e *topology.OperatingEnvelope) { e.EnvelopeType = "OSCP" }, topology.EnvelopeTypeKnown, -1},
		"a constraint that is none":         {of("PEAK"), topology.ConstraintTypeKnown, -1},
		"no source_ref":                     {func(e *topology.OperatingEnvelope) { e.SourceRef = "" }, topology.SourceRefPresent, -1},
		"a block of another envelope":       {func(e *topology.OperatingEnvelope) { e.Blocks[0].EnvelopeID = "x" }, topology.BlockOfOtherEnvelope, 0},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			e := given().env("e", topology.Forecast, 10*kW, tt.change).Envelopes[0]
			rule, at := topology.CheckEnvelope(tree(t), &e)
			if rule != tt.want || at != tt.block {
				t.Errorf("rule %q in block %d, want %q in %d", rule, at, tt.want, tt.block)
			}
			if err := topology.RejectEnvelope(tree(t), &e); (err == nil) != (tt.want == "") {
				t.Errorf("refusal is %v", err)
			}
		})
	}
}

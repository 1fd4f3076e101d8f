package arbitration_test

import (
	"flag"
	"fmt"
	"math"
	"math/rand/v2"
	"reflect"
	"testing"
	"time"

	"ohmstead/energy/arbitration"
	"ohmstead/energy/arbitration/lex"
	"ohmstead/energy/arbitration/lex/lextest"
	"ohmstead/energy/envelope"
	"ohmstead/energy/reason"
	"ohmstead/energy/unit"
)

var problems = flag.Int("problems", 1500, "how many random problems are solved and checked")

// scale is how many W count as 1 in the programs that stand for problems whose unit is the watt.
const scale = 1 << 17

// steep is the seed of a problem in which multipliers move 20,000 times as fast as that of the row that
// enters: two that came to their ends one after the other were once taken for coming together.
const steep = 995401

// Each answer is compared with that of one program without any decomposition, in which every asset
// is tied to every other, and whose optimality is proven from its own rows. On the way: hard limits
// hold in whole watts and var, every request that is missed is named, and the same problem gives
// the same answer.
func TestSolve_AnswersRandomProblems(t *testing.T) {
	s := lex.New(lex.Size{Variables: 40, Vectors: 40, Rows: 200, Pivots: 5000})
	cuts := 0
	for n := range uint64(*problems) + 1 {
		seed := n
		if n == uint64(*problems) {
			seed = steep
		}
		site := drawSite(rand.New(rand.NewPCG(seed, 3)))
		got, again := site.solve(t), site.solve(t)
		cuts += len(got.Cuts) + len(got.ReactiveCuts)
		if !reflect.DeepEqual(got, again) {
			t.Fatalf("seed %d: the answer is %+v and then %+v", seed, got, again)
		}
		for _, check := range []func(*arbitration.Answer) error{site.holdsLimits, site.namesCuts} {
			if err := check(got); err != nil {
				t.Fatalf("seed %d: %v", seed, err)
			}
		}
		if site.dressed {
			continue
		}
		if err := site.compare(s, got); err != nil {
			t.Fatalf("seed %d: %v", seed, err)
		}
	}
	t.Logf("%d problems, %d cuts", *problems, cuts)
}

func (s *site) solve(t *testing.T) *arbitration.Answer {
	a, err := arbitration.New(s.config)
	if err != nil {
		t.Fatal(err)
	}
	p := a.Problem()
	p.Since = s.problem.Since
	copy(p.Assets, s.problem.Assets)
	copy(p.Clusters, s.problem.Clusters)
	return clone(a.Solve(p))
}

func clone(a *arbitration.Answer) *arbitration.Answer {
	return &arbitration.Answer{
		Power: append([]unit.Power(nil), a.Power...), Reactive: append([]unit.ReactivePower(nil), a.Reactive...),
		Cuts: append([]arbitration.Cut(nil), a.Cuts...), ReactiveCuts: append([]arbitration.ReactiveCut(nil), a.ReactiveCuts...), Stopped: a.Stopped,
	}
}

// site is a random problem with its configuration.
type site struct {
	config  arbitration.Config
	problem arbitration.Problem
	unit    int  // W in which powers are drawn
	nested  bool // all clusters nest
	dressed bool // batteries share and outputs are filtered, which the program does not know
	forced  bool // a bound keeps reactive power from 0
}

// holdsLimits checks what no request may break: rating, what the device allows, the circle.
func (s *site) holdsLimits(got *arbitration.Answer) error {
	if got.Stopped {
		return fmt.Errorf("stopped")
	}
	for i, a := range s.config.Assets {
		p, q := int64(got.Power[i]), int64(got.Reactive[i])
		if !a.Rating.Contains(got.Power[i]) {
			return fmt.Errorf("%s takes %d W outside its rating %v", a.ID, p, a.Rating)
		}
		if most := int64(a.Apparent); most > 0 && p*p+q*q > most*most || most == 0 && q != 0 {
			return fmt.Errorf("%s takes %d W and %d var of %d VA", a.ID, p, q, most)
		}
		for _, r := range s.problem.Assets[i].Requests {
			if r.Level == envelope.Physics && !r.Bounds.Contains(got.Power[i]) {
				return fmt.Errorf("%s takes %d W, the device allows %v", a.ID, p, r.Bounds)
			}
		}
	}
	return nil
}

// namesCuts checks that exactly the requests that are missed have cuts, and that each of those says
// who stands in the way.
func (s *site) namesCuts(got *arbitration.Answer) error {
	named := map[string]bool{}
	note := func(by, boundBy string, asked, given int64) error {
		if named[by] = true; boundBy == "" || boundBy == by || asked == given {
			return fmt.Errorf("the cut of %s explains nothing: bound by %q, %d asked, %d given", by, boundBy, asked, given)
		}
		return nil
	}
	for _, c := range got.Cuts {
		if c.Cause.Code == reason.WholeWatts && s.nested {
			return fmt.Errorf("sums nest, and yet whole watts are said to stand in the way of %s", c.By)
		}
		if err := note(c.By, c.BoundBy, int64(c.Asked), int64(c.Given)); err != nil {
			return err
		}
	}
	for _, c := range got.ReactiveCuts {
		if c.Cause.Code == reason.WholeWatts && s.nested {
			return fmt.Errorf("sums nest, and yet whole var are said to stand in the way of %s", c.By)
		}
		if err := note(c.By, c.BoundBy, int64(c.Asked), int64(c.Given)); err != nil {
			return err
		}
	}
	for _, o := range s.owners() {
		for reactive := range 2 {
			at := o.sixths(got, reactive == 1)
			for _, r := range o.asked(reactive == 1) {
				b := r.Binding()
				missed := at > 6*float64(b.Max) || at < 6*float64(b.Min) || r.HasTarget && math.Abs(at-6*float64(r.Target)) >= 6
				if missed != named[r.By] {
					return fmt.Errorf("%s is missed %v, named %v: %+v at %g sixths", r.By, missed, named[r.By], r, at)
				}
			}
		}
	}
	return nil
}

// owner is an asset or a cluster.
type owner struct {
	requests []envelope.Request
	reactive []arbitration.ReactiveRequest
	members  []int
	parts    []float64 // sixths of each member's power
}

func (s *site) owners() []owner {
	var out []owner
	for i := range s.config.Assets {
		in := s.problem.Assets[i]
		out = append(out, owner{in.Requests, in.Reactive, []int{i}, []float64{6}})
	}
	for c, cluster := range s.config.Clusters {
		o := owner{s.problem.Clusters[c].Requests, s.problem.Clusters[c].Reactive, cluster.Assets, nil}
		for _, i := range cluster.Assets {
			part, phases := 6.0, s.config.Assets[i].Phases
			if phases == 0 {
				phases = arbitration.ThreePhase
			}
			if cluster.Phase != 0 {
				part = 0
				if phases&cluster.Phase != 0 {
					part = 6 / float64(phases.Count())
				}
			}
			o.parts = append(o.parts, part)
		}
		out = append(out, o)
	}
	return out
}

func (o *owner) asked(reactive bool) []envelope.Request {
	if !reactive {
		return o.requests
	}
	var out []envelope.Request
	for _, r := range o.reactive {
		out = append(out, envelope.Request{
			By: r.By, Level: r.Level, Bounds: envelope.Between(unit.Power(r.Band.Min), unit.Power(r.Band.Max)),
			Target: unit.Power(r.Target), HasTarget: r.HasTarget, Weight: r.Weight, Cause: r.Cause,
		})
	}
	return out
}

func (o *owner) sixths(got *arbitration.Answer, reactive bool) float64 {
	sum := 0.0
	for k, i := range o.members {
		p := float64(got.Power[i])
		if reactive {
			p = float64(got.Reactive[i])
		}
		sum += o.parts[k] * p
	}
	return sum
}

func drawSite(r *rand.Rand) *site {
	s := &site{nested: true, unit: 1, dressed: r.IntN(5) == 0}
	if r.IntN(4) == 0 {
		s.unit = 1 << r.IntN(15) // up to a gigawatt
	}
	n := 1 + r.IntN(20)
	withReactive := r.IntN(3) == 0
	if withReactive {
		n = min(n, 10)
	}
	for i := range n {
		a := arbitration.Asset{ID: fmt.Sprint("asset", i), Rating: envelope.Between(-s.power(r, 60_000), 500+s.power(r, 60_000))}
		a.Rest = a.Rating.Clamp(unit.Power((r.IntN(3) - 1) * 20_000 * s.unit))
		if withReactive && r.IntN(3) > 0 {
			a.Apparent = unit.ApparentPower(1000 + s.power(r, 70_000))
		}
		a.Phases = arbitration.Phases(r.IntN(8))
		if s.dressed {
			s.dress(r, &a)
		}
		s.config.Assets = append(s.config.Assets, a)
	}
	s.drawClusters(r)
	s.problem.Assets = make([]arbitration.Filed, n)
	s.problem.Clusters = make([]arbitration.FiledCluster, len(s.config.Clusters))
	s.problem.Since = 100 * time.Millisecond
	for i := range s.problem.Assets {
		in := &s.problem.Assets[i]
		in.Last, in.SOC, in.HasSOC = s.config.Assets[i].Rating.Clamp(s.power(r, 60_000)-unit.Power(30_000*s.unit)), r.Float64()*1.2-0.1, r.IntN(3) > 0
		in.Measured, in.HasMeasured = in.Last, r.IntN(2) == 0
	}
	for k := range r.IntN(61) {
		s.drawRequest(r, fmt.Sprint("by", k))
	}
	return s
}

func (s *site) scale() float64 { return scale * float64(s.unit) }

// power is below most of the site's unit.
func (s *site) power(r *rand.Rand, most int) unit.Power { return unit.Power(r.IntN(most * s.unit)) }

func (s *site) dress(r *rand.Rand, a *arbitration.Asset) {
	a.Storage = arbitration.Storage{
		Capacity: unit.Energy(r.IntN(3)) * unit.Energy(s.unit) * 50 * unit.KilowattHour, Efficiency: r.Float64() * float64(r.IntN(2)), Least: s.power(r, 3000),
	}
	if r.IntN(2) == 0 {
		a.Output.Ramp = s.power(r, 100_000)
	}
	if r.IntN(3) == 0 {
		a.Output.Smoothing = time.Duration(r.IntN(3000)) * time.Millisecond
	}
	if r.IntN(4) == 0 {
		a.Output.PID = arbitration.PID{P: r.Float64(), I: 0.1 + r.Float64(), D: 0.1 * r.Float64()}
	}
}

// drawClusters draws clusters that nest, as a site's feeders do, and in every fourth site others
// that do not.
func (s *site) drawClusters(r *rand.Rand) {
	n := len(s.config.Assets)
	add := func(members []int, phase arbitration.Phases) {
		s.config.Clusters = append(s.config.Clusters, arbitration.Cluster{ID: fmt.Sprint("cluster", len(s.config.Clusters)), Assets: members, Phase: phase})
	}
	var split func(members []int, depth int)
	split = func(members []int, depth int) {
		if len(members) < 2 || depth == 0 {
			return
		}
		if r.IntN(4) > 0 {
			add(members, 0)
		}
		cut := 1 + r.IntN(len(members)-1)
		split(members[:cut], depth-1)
		split(members[cut:], depth-1)
	}
	split(r.Perm(n), 3)
	if r.IntN(4) > 0 {
		return
	}
	for range 1 + r.IntN(5) {
		s.nested = false
		members, phase := r.Perm(n)[:1+r.IntN(n)], []arbitration.Phases{0, 0, arbitration.L1, arbitration.L2, arbitration.L3}[r.IntN(5)]
		if p := s.config.Assets[members[0]].Phases; p != 0 && p&phase == 0 {
			phase = 0
		}
		add(members, phase)
	}
}

func (s *site) drawRequest(r *rand.Rand, by string) {
	level := envelope.Level(r.IntN(6))
	owners, reach := len(s.config.Assets), 60_000*s.unit
	at := r.IntN(owners + 2*len(s.config.Clusters))
	cluster := (at - owners) / 2
	if at >= owners {
		reach = 40_000 * s.unit * len(s.config.Clusters[cluster].Assets)
	}
	draw := func() unit.Power { return unit.Power(r.IntN(2*reach+1) - reach) }
	q := envelope.Bound(by, level, envelope.Unbounded(), envelope.Cause{Code: reason.PeakLimit})
	switch r.IntN(4) {
	case 0:
		q.Bounds = envelope.AtMost(draw())
	case 1:
		q.Bounds = envelope.AtLeast(draw())
	case 2:
		q.Bounds = envelope.Between(draw(), draw())
	default:
		q.Target, q.HasTarget, q.Weight = draw(), true, 1+r.IntN(2)
		q.Level = max(level, envelope.ManualOverride) // SAFETY has no targets
	}
	if level == envelope.Physics { // what a device allows leaves it rest, and no cluster has physics
		q.Bounds, q.HasTarget = envelope.AtMost(unit.Power(r.IntN(reach))), false
		if at = r.IntN(owners); s.config.Assets[at].Rating.Min > 0 {
			return
		}
	}
	asReactive := r.IntN(2) == 0 && level != envelope.Physics && s.hasReactive(at)
	switch {
	case at < owners && asReactive:
		s.problem.Assets[at].Reactive = append(s.problem.Assets[at].Reactive, turned(q))
	case at < owners:
		s.problem.Assets[at].Requests = append(s.problem.Assets[at].Requests, q)
	case asReactive:
		s.problem.Clusters[cluster].Reactive = append(s.problem.Clusters[cluster].Reactive, turned(q))
	default:
		s.problem.Clusters[cluster].Requests = append(s.problem.Clusters[cluster].Requests, q)
	}
	if asReactive && !q.Binding().Contains(0) {
		s.forced = true
	}
}

func (s *site) hasReactive(at int) bool {
	for i, a := range s.config.Assets {
		if a.Apparent > 0 && (i == at || at >= len(s.config.Assets)) {
			return true
		}
	}
	return false
}

func turned(r envelope.Request) arbitration.ReactiveRequest {
	return asReactive([]envelope.Request{r})[0]
}

// compare holds an answer against the two programs that stand for the problem: both powers at
// once, of which the active one counts, and then the reactive power beside that.
func (s *site) compare(solver *lex.Solver, got *arbitration.Answer) error {
	if err := s.compareSide(solver, s.program(), got, false); err != nil {
		return fmt.Errorf("active power: %w", err)
	}
	if err := s.compareSide(solver, s.reactiveProgram(got), got, true); err != nil {
		return fmt.Errorf("reactive power: %w", err)
	}
	return nil
}

func (s *site) compareSide(solver *lex.Solver, p *lextest.Program, got *arbitration.Answer, reactive bool) error {
	r := p.Solve(solver)
	if err := p.Check(r); err != nil {
		return err
	}
	x := append([]float64(nil), r.X...)
	near, largest := 1.001, 0.0
	if !s.nested {
		near = 4
	}
	for i, a := range s.config.Assets {
		largest = max(largest, float64(a.Apparent))
		x[i] = float64(got.Power[i]) / s.scale()
		if reactive {
			x[i] = float64(got.Reactive[i]) / s.scale()
		}
	}
	stiffest, readiest := math.Inf(1), 0.0
	for _, v := range p.Variables {
		stiffest, readiest = min(stiffest, v.Weight), max(readiest, v.Weight)
	}
	if stiffest < 1e-3*readiest { // the arbiter takes no asset for stiffer than that
		near = math.Inf(1)
	}
	slack := 1e-3 * float64(s.unit)
	if s.forced && !reactive { // the program has a polygon where an asset alone has the circle
		near, slack = math.Inf(1), 7e-3*largest*float64(len(x))
	}
	for i := range s.config.Assets {
		if off := math.Abs(x[i]-r.X[i]) * s.scale(); off > near {
			return fmt.Errorf("asset %d has %.3f W or var, the program %.3f", i, x[i]*s.scale(), r.X[i]*s.scale())
		}
	}
	want, has := p.Missed(r.X), p.Missed(x)
	for level := range want {
		if off := math.Abs(has[level]-want[level]) * s.scale(); off > slack && s.nested {
			return fmt.Errorf("level %d is missed by %.4f W or var, the program misses it by %.4f", level+1, has[level]*s.scale(), want[level]*s.scale())
		}
	}
	return nil
}

// program is the site's active powers, with the reactive ones that take room from them.
func (s *site) program() *lextest.Program {
	p := &lextest.Program{}
	twins := map[int]int{}
	for i, a := range s.config.Assets {
		rating := a.Rating
		if a.Apparent > 0 {
			rating = envelope.Between(max(rating.Min, -unit.Power(a.Apparent)), min(rating.Max, unit.Power(a.Apparent)))
		}
		want := rating.Clamp(a.Rest)
		if d, ok := decidingTarget(s.problem.Assets[i].Requests); ok {
			want = rating.Clamp(d)
		}
		p.Variables = append(p.Variables, s.variable(rating, want))
	}
	for i, a := range s.config.Assets {
		if a.Apparent > 0 {
			twins[i] = len(p.Variables)
			most := unit.Power(a.Apparent)
			v := s.variable(envelope.Between(-most, most), 0)
			v.Weight = p.Variables[i].Weight
			p.Variables = append(p.Variables, v)
			p.Discs = append(p.Discs, lex.Disc{A: i, B: twins[i], Radius: float64(most) / s.scale()})
		}
	}
	owners := s.owners()
	active, reactive := places(p, owners, nil), places(p, owners, twins)
	for level := envelope.Physics; level <= envelope.Aux; level++ {
		p.Levels = append(p.Levels, s.bounds(owners, active, level, false), s.bounds(owners, reactive, level, true))
	}
	for level := envelope.Grid; level <= envelope.Aux; level++ {
		p.Levels = append(p.Levels, s.targets(owners, active, level, false))
	}
	return p
}

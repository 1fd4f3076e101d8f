package storage_test

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"ohmstead/energy/storage"
	"ohmstead/energy/storage/storagetest"
)

// single is the spec as one cell at one temperature, which the simulated cell can be.
func single() storage.Spec {
	s := spec()
	s.OCV, s.Circuit = s.OCV[1:], s.Circuit[1:]
	return s
}

func estimator(t testing.TB, s storage.Spec, start storage.Belief) *storage.SOCEstimator {
	return storage.NewSOCEstimator(storage.Pack{Cell: cell(t, s), Series: 1, Parallel: 1}, start)
}

// course runs a simulated cell and an estimator side by side and keeps what happened.
type course struct {
	*testing.T
	truth     *storagetest.Truth
	estimator *storage.SOCEstimator
	last      storage.Estimate
	events    map[string]int
	spoil     func(*storage.Sample)
}

func begin(t *testing.T, soc, believed, sigma float64) *course {
	truth := storagetest.NewTruth(single(), soc, rand.New(rand.NewPCG(7, 9)))
	truth.VoltsNoise, truth.AmpsNoise = 0.001, 0.05
	return &course{T: t, truth: truth, estimator: estimator(t, single(), storage.Belief{SOC: believed, Sigma: sigma}), events: map[string]int{}}
}

func (c *course) run(seconds int, amps func(second int) float64) {
	for s := range seconds {
		sample := c.truth.Step(1, amps(s))
		if c.spoil != nil {
			c.spoil(&sample)
		}
		c.last = c.estimator.Step(sample)
		for _, name := range c.last.Events.Names() {
			c.events[name]++
		}
	}
}

func constant(amps float64) func(int) float64 { return func(int) float64 { return amps } }

// square is a load that turns every minute.
func alternating(amps float64) func(int) float64 {
	return func(s int) float64 {
		if s/60%2 == 0 {
			return -amps
		}
		return amps
	}
}

func (c *course) within(most float64) {
	c.Helper()
	if d := c.last.SOC - c.truth.SOC; math.Abs(d) > most {
		c.Errorf("SOC %.4f, truth %.4f: %.4f off", c.last.SOC, c.truth.SOC, d)
	}
}

func (c *course) saw(want string, some bool) {
	c.Helper()
	if got := c.events[want] > 0; got != some {
		c.Errorf("%s happened %d times: %v", want, c.events[want], c.events)
	}
}

func TestAWrongStartIsCorrected(t *testing.T) {
	for _, believed := range []float64{0.3, 0.7} {
		c := begin(t, 0.5, believed, 0.2)
		c.run(1800, alternating(20))
		c.within(0.01)
		c.saw("DIVERGED", false)
		c.saw("OUTLIER", false)
	}
}

func TestABiasOfTheCurrentIsPartlyFoundAndDoesNotAddUp(t *testing.T) {
	c := begin(t, 0.5, 0.5, 0.05)
	c.truth.AmpsBias = 0.3
	day := storagetest.Day(100, rand.New(rand.NewPCG(2, 2)))
	for range 3 {
		c.run(len(day), func(s int) float64 { return day[s] })
	}
	c.within(0.01) // counting alone would be 21.6 % off
	if b := c.last.BiasAmps; b < 0.05 || b > 0.35 {
		t.Errorf("bias %.3f A, truth 0.3 A", b)
	}
	if c.last.Source != storage.FromFilter {
		t.Errorf("published from %v", c.last.Source)
	}
}

func TestAFrozenVoltageIsFlaggedAndTheCounterPublished(t *testing.T) {
	c := begin(t, 0.6, 0.6, 0.02)
	c.run(600, alternating(30))
	frozen := math.NaN()
	c.spoil = func(s *storage.Sample) {
		if math.IsNaN(frozen) {
			frozen = s.Volts
		}
		s.Volts = frozen
	}
	c.run(600, alternating(30))
	c.saw("FROZEN", true)
	if c.last.Source != storage.FromCounter {
		t.Errorf("published from %v", c.last.Source)
	}
	c.within(0.02)
	c.spoil = nil
	c.run(1200, alternating(30))
	c.saw("TRUSTED", true)
	if c.last.Source != storage.FromFilter {
		t.Errorf("published from %v after the sensor moved again", c.last.Source)
	}
	c.within(0.02)
}

func TestAFrozenCurrentIsFlagged(t *testing.T) {
	c := begin(t, 0.9, 0.9, 0.02)
	c.run(600, constant(0))
	c.spoil = func(s *storage.Sample) { s.Amps = 0 }
	c.run(3600, constant(-50))
	c.saw("DIVERGED", true)
}

func TestASpikeIsOnlyAnOutlier(t *testing.T) {
	c := begin(t, 0.5, 0.5, 0.02)
	c.run(900, alternating(20))
	before := c.last.SOC
	c.spoil = func(s *storage.Sample) { s.Volts += 0.5 }
	c.run(1, constant(0))
	if c.events["OUTLIER"] != 1 || math.Abs(c.last.SOC-before) > 0.001 {
		t.Errorf("events %v, SOC %.4f after %.4f", c.events, c.last.SOC, before)
	}
	c.saw("DIVERGED", false)
}

func TestASensorThatSpikesAllTheTimeIsFlagged(t *testing.T) {
	c := begin(t, 0.5, 0.5, 0.02)
	c.run(900, alternating(20))
	random := rand.New(rand.NewPCG(1, 1))
	c.spoil = func(s *storage.Sample) {
		if random.IntN(5) == 0 {
			s.Volts += random.Float64() - 0.5
		}
	}
	c.run(3600, alternating(20))
	c.saw("DIVERGED", true)
	c.within(0.05)
}

func TestAVoltageThatDriftsIsFlagged(t *testing.T) {
	c := begin(t, 0.5, 0.5, 0.02)
	c.run(1800, alternating(20))
	drift := 0.0
	c.spoil = func(s *storage.Sample) {
		drift += 0.0001
		s.Volts += drift
	}
	c.run(3600, alternating(20))
	c.saw("DIVERGED", true)
}

func TestAGapWidensTheBeliefAndVoltageNarrowsItAgain(t *testing.T) {
	c := begin(t, 0.5, 0.5, 0.01)
	c.run(600, alternating(20))
	narrow := c.last.Sigma
	c.truth.Step(3600, -30)
	c.last = c.estimator.Step(storage.Sample{Seconds: 3600})
	if !slices.Contains(c.last.Events.Names(), "GAP") || c.last.Sigma < 0.2 {
		t.Errorf("events %v, sigma %.3f after an hour without a current, %.3f before", c.last.Events.Names(), c.last.Sigma, narrow)
	}
	c.run(3600, alternating(20))
	c.within(2 * c.last.Sigma)
	if c.last.Sigma > 0.03 {
		t.Errorf("sigma %.3f", c.last.Sigma)
	}
}

func TestWithoutAVoltageItCounts(t *testing.T) {
	c := begin(t, 0.8, 0.8, 0.01)
	c.spoil = func(s *storage.Sample) { s.HasVolts = false }
	c.run(3600, constant(-20))
	c.within(0.003)
	if c.last.Sigma < 0.01 {
		t.Errorf("sigma %.4f: it cannot get better without a voltage", c.last.Sigma)
	}
}

func TestFullAndEmptyAnchor(t *testing.T) {
	c := begin(t, 0.97, 0.8, 0.001) // sure, and wrong
	c.run(1200, func(s int) float64 { return 2 })
	c.run(6000, func(s int) float64 { return 2.5 })
	c.saw("ANCHORED_FULL", true)
	c.within(0.02)
	c.run(3*3600, constant(-32))
	c.run(1200, constant(-8))
	c.saw("ANCHORED_EMPTY", true)
	c.within(0.02)
}

func TestRestCorrectsACounterThatIsOff(t *testing.T) {
	c := begin(t, 0.5, 0.9, 0.001) // sure, and wrong
	c.run(2000, constant(0))
	c.saw("RESTED", true)
	c.saw("DIVERGED", true)
	c.within(0.03)
	if c.events["RESTED"] != 1 {
		t.Errorf("%d corrections of one rest", c.events["RESTED"])
	}
}

// The SOC that is published never moves by more than the current moves it and five of the standard
// deviations published before, but where an event says so. It stays between empty and full, with a
// standard deviation, whatever the sensors say.
func TestNoSilentJump(t *testing.T) {
	model := cell(t, single())
	rapid.Check(t, func(t *rapid.T) {
		e := storage.NewSOCEstimator(storage.Pack{Cell: model, Series: 1, Parallel: 1},
			storage.Belief{SOC: rapid.Float64Range(0, 1).Draw(t, "soc"), Sigma: rapid.Float64Range(0.001, 0.3).Draw(t, "sigma")})
		loud := storage.Diverged | storage.Frozen | storage.Trusted | storage.Rested | storage.AnchoredFull | storage.AnchoredEmpty
		before := e.Step(storage.Sample{})
		volts := 3.6
		for range rapid.IntRange(1, 300).Draw(t, "steps") {
			if rapid.IntRange(0, 3).Draw(t, "moves") > 0 {
				volts = rapid.Float64Range(2.5, 4.5).Draw(t, "volts")
			}
			s := storage.Sample{
				Seconds: rapid.SampledFrom([]float64{-1, 0, 0.2, 1, 60, 1000}).Draw(t, "seconds"),
				Amps:    rapid.SampledFrom([]float64{-200, -20, 0, 0, 0, 1, 50, math.Inf(1), math.NaN()}).Draw(t, "amps"),
				Volts:   volts, Celsius: 25,
				HasAmps: rapid.Bool().Draw(t, "has amps"), HasVolts: rapid.Bool().Draw(t, "has volts"), HasCelsius: true,
			}
			after := e.Step(s)
			if !(after.SOC >= 0 && after.SOC <= 1 && after.Sigma > 0 && after.Sigma < 0.6) {
				t.Fatalf("%+v", after)
			}
			moved := 0.0
			if s.HasAmps && s.Seconds > 0 && !math.IsNaN(s.Amps) && !math.IsInf(s.Amps, 0) {
				moved = math.Abs(s.Amps-before.BiasAmps) * s.Seconds / 360000
			}
			// The standard deviation grows by what the current is not sure of before the voltage corrects.
			grown := math.Sqrt(before.Sigma*before.Sigma + 0.03*0.03*moved + 1e-4)
			if d := math.Abs(after.SOC - before.SOC); after.Events&loud == 0 && d > moved+5*grown+1e-6 {
				t.Fatalf("silent jump of %.4f from %+v to %+v by %+v", d, before, after, s)
			}
			before = after
		}
	})
}

func TestEventsHaveNames(t *testing.T) {
	all := storage.Diverged | storage.Frozen | storage.Trusted | storage.Rested | storage.AnchoredFull | storage.AnchoredEmpty | storage.Outlier | storage.Gap
	if got := all.Names(); len(got) != 8 || slices.Contains(got, "") {
		t.Errorf("%v", got)
	}
	if storage.FromFilter.String() == storage.FromCounter.String() {
		t.Error("two sources of one name")
	}
}

package battery_test

import (
	"math/rand/v2"
	"testing"
	"time"

	"ohmstead/edge/battery"
	"ohmstead/edge/image"
	"ohmstead/edge/site"
	"ohmstead/energy/point"
	"ohmstead/energy/reason"
	"ohmstead/energy/storage/storagetest"
	"ohmstead/field/cell"
)

const (
	series, parallel = 96, 2
	house            = "site: {name: house}\nassets:\n  - {id: ess0, nature: ESS, max_apparent_power_va: 50000, battery: {cell: nmc-280ah-simulated, series: 96, parallel: 2}}\n"
)

// rig is a stage on an image, and a simulated battery that measures itself into it.
type rig struct {
	*testing.T
	site  *site.Site
	stage *battery.Stage
	inbox *image.Inbox
	image *image.Image
	truth *storagetest.Truth
	now   time.Time
	codes []string // of the events, with "-" before those that clear

	device func(soc float64) (float64, bool) // what the device says of its SOC, in percent
	spoil  func(volts float64) float64
}

func newRig(t *testing.T, soc float64) *rig {
	t.Helper()
	c, err := site.Parse("house.yaml", []byte(house))
	if err != nil {
		t.Fatal(err)
	}
	s, err := site.Build(c, func(site.Asset) []site.Offer {
		return []site.Offer{{Channel: point.Voltage}, {Channel: point.Current}, {Channel: point.SOC}}
	})
	if err != nil {
		t.Fatal(err)
	}
	model, err := cell.Named("nmc-280ah-simulated")
	if err != nil {
		t.Fatal(err)
	}
	r := &rig{
		T: t, site: s, stage: battery.New(s), inbox: image.NewInbox(s.Layout), image: image.New(s.Layout),
		truth: storagetest.NewTruth(model.Spec, soc, rand.New(rand.NewPCG(1, 3))), now: time.Date(2026, 6, 1, 12, 0, 0, 0, time.UTC),
	}
	r.truth.VoltsNoise, r.truth.AmpsNoise = 0.001, 0.1
	r.device = func(soc float64) (float64, bool) { return 100 * soc, true }
	r.spoil = func(volts float64) float64 { return volts }
	return r
}

// run lets so many seconds pass, one cycle each, with a current that turns every minute.
func (r *rig) run(seconds int, amps float64) {
	for second := range seconds {
		flows := amps
		if second/60%2 == 1 {
			flows = -amps
		}
		r.cycle(r.truth.Step(1, flows).Amps, true)
	}
}

// cycle is one second with what the battery measures, if it measures.
func (r *rig) cycle(amps float64, measures bool) {
	r.now = r.now.Add(time.Second)
	at := func(channel string) image.Handle { return r.site.Layout.Lookup("ess0", channel) }
	if measures {
		sample := r.truth.Step(1e-6, amps)
		updates := []image.Update{
			{Handle: at(point.Current), Reading: point.Of(parallel*amps, r.now)},
			{Handle: at(point.Voltage), Reading: point.Of(r.spoil(series*sample.Volts), r.now)},
		}
		if soc, says := r.device(r.truth.SOC); says {
			updates = append(updates, image.Update{Handle: at(point.SOC), Reading: point.Of(soc, r.now)})
		}
		r.inbox.Put(updates)
	}
	r.inbox.Freeze(r.now, r.image)
	for _, e := range r.stage.Step(r.now, time.Second, r.image, r.inbox) {
		mark := ""
		if e.Cleared {
			mark = "-"
		}
		r.codes = append(r.codes, mark+string(e.Code))
		if e.Asset != "ess0" {
			r.Errorf("%s is about %q", e.Code, e.Asset)
		}
		entry, _ := reason.Lookup(e.Code)
		for _, p := range entry.Params {
			if _, ok := e.Params[p]; !ok {
				r.Errorf("%s lacks %s", e.Code, p)
			}
		}
	}
}

func (r *rig) at(channel string) point.Reading {
	return r.image.At(r.site.Layout.Lookup("ess0", channel))
}

func (r *rig) near(channel string, want, within float64, q point.Quality) {
	r.Helper()
	got := r.at(channel)
	if got.Quality != q || got.Value < want-within || got.Value > want+within {
		r.Errorf("%s is %.2f %v, want %.2f ± %v %v", channel, got.Value, got.Quality, want, within, q)
	}
}

func (r *rig) said(want ...string) {
	r.Helper()
	if len(r.codes) != len(want) {
		r.Errorf("events %v, want %v", r.codes, want)
		return
	}
	for i := range want {
		if r.codes[i] != want[i] {
			r.Errorf("events %v, want %v", r.codes, want)
		}
	}
	r.codes = nil
}

func TestTheEstimateStandsBesideWhatTheDeviceSays(t *testing.T) {
	r := newRig(t, 0.6)
	r.run(900, 40)
	r.near(point.SOC, 100*r.truth.SOC, 0.1, point.Good)
	r.near(point.SOCEstimated, 100*r.truth.SOC, 2, point.Good)
	r.near(point.SOCSigma, 1, 1, point.Good)
	r.said()
}

func TestADeviceThatIsWrongIsSaidAfterAMinuteAndClears(t *testing.T) {
	r := newRig(t, 0.6)
	r.run(900, 40)
	r.device = func(soc float64) (float64, bool) { return 100*soc - 12, true }
	r.run(50, 40)
	r.said()
	r.run(30, 40)
	r.said("SOC_MISMATCH")
	r.near(point.SOC, 100*r.truth.SOC-12, 0.1, point.Good)
	r.device = func(soc float64) (float64, bool) { return 100 * soc, true }
	r.run(10, 40)
	r.said("-SOC_MISMATCH")
}

func TestWithoutADevicesSOCTheEstimateStandsForIt(t *testing.T) {
	r := newRig(t, 0.6)
	r.device = func(float64) (float64, bool) { return 0, false }
	r.run(900, 40)
	r.near(point.SOC, 100*r.truth.SOC, 3, point.Substituted)
	r.device = func(soc float64) (float64, bool) { return 100 * soc, true }
	r.run(5, 40)
	r.near(point.SOC, 100*r.truth.SOC, 0.1, point.Good)
	r.device = func(float64) (float64, bool) { return 0, false }
	r.run(30, 40)
	r.near(point.SOC, 100*r.truth.SOC, 2, point.Substituted)
	r.said()
}

func TestAnEstimateThatKnowsTooLittleIsNoStateOfCharge(t *testing.T) {
	r := newRig(t, 0.6)
	r.device = func(float64) (float64, bool) { return 0, false }
	r.run(900, 40)
	for range 3600 {
		r.cycle(0, false)
	}
	if got := r.at(point.SOC); got.Quality.Usable() {
		t.Errorf("an hour without a current, and SOC is %+v", got)
	}
	if sigma := r.at(point.SOCSigma); sigma.Value < 10 {
		t.Errorf("sigma %.1f %%", sigma.Value)
	}
}

func TestNothingIsKnownBeforeAnythingIsMeasured(t *testing.T) {
	r := newRig(t, 0.6)
	for range 10 {
		r.cycle(0, false)
	}
	for _, channel := range []string{point.SOC, point.SOCEstimated, point.SOCSigma} {
		if got := r.at(channel); got.Quality != point.Missing {
			t.Errorf("%s is %+v", channel, got)
		}
	}
}

func TestAVoltageThatContradictsTheCurrentIsSaidAndClears(t *testing.T) {
	r := newRig(t, 0.6)
	r.run(900, 140)
	frozen := 0.0
	r.spoil = func(volts float64) float64 {
		if frozen == 0 {
			frozen = volts
		}
		return frozen
	}
	r.run(900, 140)
	r.said("SOC_UNTRUSTED")
	r.near(point.SOCEstimated, 100*r.truth.SOC, 2, point.Good)
	r.spoil = func(volts float64) float64 { return volts }
	r.run(900, 140)
	r.said("-SOC_UNTRUSTED")
}

func TestACycleAllocatesNothing(t *testing.T) {
	r := newRig(t, 0.6)
	r.run(300, 40)
	now := r.now
	if n := testing.AllocsPerRun(500, func() {
		now = now.Add(2 * time.Second)
		r.stage.Step(now, 2*time.Second, r.image, r.inbox)
	}); n != 0 {
		t.Errorf("%v allocations", n)
	}
}

// again is the rig after its process was killed and started anew so much later, with what was noted.
func (r *rig) again(after time.Duration) *rig {
	noted := r.stage.Charges()
	next := newRig(r.T, r.truth.SOC)
	next.truth, next.device, next.now = r.truth, r.device, r.now.Add(after)
	next.stage.Remember(noted)
	return next
}

func (r *rig) estimate() (soc, sigma float64, known bool) {
	at := func(channel string) point.Reading { return r.image.At(r.site.Layout.Lookup("ess0", channel)) }
	return at(point.SOCEstimated).Value / 100, at(point.SOCSigma).Value / 100, at(point.SOCEstimated).Quality == point.Good
}

func TestAnEstimateOutlivesTheProcess(t *testing.T) {
	first := newRig(t, 0.62)
	first.run(4000, 60)
	_, before, _ := first.estimate()
	first.device = func(float64) (float64, bool) { return 0, false }
	if before >= 0.02 {
		t.Fatalf("before the kill its standard deviation is %v", before)
	}
	for name, tt := range map[string]struct {
		after time.Duration
		least float64 // of the standard deviation
	}{
		"at once": {0, 0}, "after a minute": {time.Minute, 0.25 / 60}, "after five": {5 * time.Minute, 0.25 * 5 / 60},
	} {
		t.Run(name, func(t *testing.T) {
			r := first.again(tt.after)
			r.T = t
			r.cycle(0, false) // nothing is measured yet
			r.cycle(0, false)
			soc, sigma, known := r.estimate()
			most := before + 0.25*(tt.after+keptWithin).Hours() + 0.01
			if !known || sigma < tt.least || sigma > most || soc < first.truth.SOC-0.03 || soc > first.truth.SOC+0.03 {
				t.Errorf("%v ± %v, known %v, want %v ± %v to %v", soc, sigma, known, first.truth.SOC, tt.least, most)
			}
		})
	}
}

// keptWithin is how old a note may be.
const keptWithin = 5 * time.Minute

func TestANoteThatIsTooOldOrFromTheFutureIsForgotten(t *testing.T) {
	first := newRig(t, 0.62)
	first.run(600, 60)
	first.device = func(float64) (float64, bool) { return 0, false }
	for name, after := range map[string]time.Duration{"an hour old": time.Hour, "from the future": -time.Hour} {
		r := first.again(after)
		r.cycle(0, false)
		r.cycle(0, false)
		if soc, sigma, known := r.estimate(); known {
			t.Errorf("%s: %v ± %v", name, soc, sigma)
		}
	}
}

func TestWhatIsKnownBestIsWhereItBegins(t *testing.T) {
	first := newRig(t, 0.62)
	first.run(4000, 60)
	first.device = func(soc float64) (float64, bool) { return 100*soc - 4, true } // within its 5 %
	r := first.again(10 * time.Second)
	r.run(3, 0)
	if soc, sigma, _ := r.estimate(); soc < first.truth.SOC-0.02 || sigma > 0.04 {
		t.Errorf("%v ± %v, want the note's %v", soc, sigma, first.truth.SOC)
	}
	r = first.again(20 * time.Minute)
	r.run(2, 0) // the second shows where the first began
	if soc, _, _ := r.estimate(); soc > first.truth.SOC-0.02 {
		t.Errorf("%v after twenty minutes, want the device's %v", soc, first.truth.SOC-0.04)
	}
}

func TestWhatTheJournalHoldsIsNotBelievedBlindly(t *testing.T) {
	r := newRig(t, 0.5)
	r.stage.Remember([]battery.Charge{
		{Asset: "ess9", SOC: 0.5, Sigma: 0.01, At: r.now}, {Asset: "ess0", SOC: 7, Sigma: 0.01, At: r.now}, {Asset: "ess0", SOC: 0.5, At: r.now},
	})
	if all := r.stage.Charges(); all != nil {
		t.Errorf("%v", all)
	}
}

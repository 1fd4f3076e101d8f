package cycle_test

import (
	"fmt"
	"testing"

	"pgregory.net/rapid"

	"ohmstead/edge/control"
	"ohmstead/edge/cycle"
	"ohmstead/edge/image"
	"ohmstead/energy/envelope"
	"ohmstead/energy/point"
	"ohmstead/energy/reason"
	"ohmstead/energy/unit"
)

// Whatever is filed by whomever, no asset is ordered beyond what it can do and its device allows.
func TestNoFilingsInAnyOrderBreakAHardLimit(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		levels := []envelope.Level{envelope.Safety, envelope.ManualOverride, envelope.Grid, envelope.Optimization, envelope.Aux}
		var hands []hand
		for n := range rapid.IntRange(1, 5).Draw(r, "controllers") {
			hands = append(hands, hand{fmt.Sprint("c", n), rapid.SampledFrom(levels).Draw(r, "level"), func(w *works, out *control.Filing) {
				for range rapid.IntRange(0, 3).Draw(r, "requests") {
					fileAny(r, w, out)
				}
			}})
		}
		w := newWorks(t, hands...)
		for range rapid.IntRange(1, 5).Draw(r, "cycles") {
			allowed := map[string]float64{
				"ess0.AllowedChargePower":    rapid.Float64Range(0, 9000).Draw(r, "charge"),
				"ess0.AllowedDischargePower": rapid.Float64Range(0, 9000).Draw(r, "discharge"),
			}
			for channel, v := range allowed {
				w.inbox.Put([]image.Update{{Handle: w.handle(channel), Reading: point.Of(v, w.now)}})
			}
			if out := w.step(); out.State == "RUN" {
				checkLimits(r, out, allowed)
			}
		}
	})
}

// fileAny files one random request on a random asset, for a controller of any class.
func fileAny(r *rapid.T, w *works, out *control.Filing) {
	asset := w.place(rapid.SampledFrom([]string{"ess0", "pv0", "car0", "heat0", "chp0"}).Draw(r, "asset"))
	watts := rapid.IntRange(-20_000, 20_000)
	p, q := unit.Power(watts.Draw(r, "p")), unit.ReactivePower(watts.Draw(r, "q"))
	cause := envelope.Cause{Code: reason.PeakLimit}
	switch rapid.SampledFrom([]string{"most", "least", "want", "late", "bound q", "want q", "set"}).Draw(r, "what") {
	case "most":
		out.Bound(asset, envelope.AtMost(p), cause)
	case "least":
		out.Bound(asset, envelope.AtLeast(p), cause)
	case "want":
		if out.Level() != envelope.Safety {
			out.Want(asset, control.Wish{Target: p, Weight: rapid.IntRange(1, 3).Draw(r, "weight")})
		}
	case "late":
		if out.Level() != envelope.Safety {
			out.WantLate(asset, control.Wish{Target: p, Weight: 1})
		}
	case "bound q":
		out.BoundQ(asset, min(q, q/2), max(q, q/2), cause)
	case "want q":
		if out.Level() != envelope.Safety {
			out.WantQ(asset, q, 1)
		}
	case "set":
		channel := rapid.SampledFrom([]string{"car0.SetMaxCurrent", "heat0.SetEnabled", "pv0.SetMaxActivePower", "ess0.SetActivePower", "ess0.SetReactivePower"}).Draw(r, "channel")
		out.Set(w.handle(channel), rapid.Float64Range(-9000, 9000).Draw(r, "value"), 1, cause)
	}
}

func checkLimits(r *rapid.T, out *cycle.Output, allowed map[string]float64) {
	value := map[string]float64{}
	for _, s := range out.Setpoints {
		value[s.Asset+"."+s.Channel] = s.Value
	}
	within := func(channel string, low, high float64) {
		if v := value[channel]; v < low || v > high {
			r.Errorf("%s is %v, want %v to %v", channel, v, low, high)
		}
	}
	charge, discharge := allowed["ess0.AllowedChargePower"], allowed["ess0.AllowedDischargePower"]
	within("ess0.SetActivePower", -min(5000, discharge+0.5), min(5000, charge+0.5))
	within("pv0.SetMaxActivePower", 0, 8000)
	within("car0.SetMaxCurrent", 0, 16)
	within("heat0.SetActivePower", 0, 6000)
	within("chp0.SetActivePower", -4000, 0)
	if p, q := value["ess0.SetActivePower"], value["ess0.SetReactivePower"]; p*p+q*q > 5000*5000 {
		r.Errorf("%v W and %v var are more than 5000 VA", p, q)
	}
}

// The same where assets are tied together: a cluster, and a battery whose phases are moved by
// themselves. What ties them never lets one of them break its own limit, and the phases add up.
func TestNoFilingsOnClustersAndPhasesBreakALimitOfAMember(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		levels := []envelope.Level{envelope.Safety, envelope.ManualOverride, envelope.Grid, envelope.Optimization, envelope.Aux}
		var hands []hand
		for n := range rapid.IntRange(1, 4).Draw(r, "controllers") {
			hands = append(hands, hand{fmt.Sprint("c", n), rapid.SampledFrom(levels).Draw(r, "level"), func(w *works, out *control.Filing) {
				for range rapid.IntRange(0, 2).Draw(r, "requests") {
					fileOnTied(r, w, out)
				}
			}})
		}
		w := worksOf(t, pair, hands...)
		for range rapid.IntRange(1, 4).Draw(r, "cycles") {
			allowed := rapid.Float64Range(0, 20_000).Draw(r, "charge")
			w.inbox.Put([]image.Update{{Handle: w.handle("ess1.AllowedChargePower"), Reading: point.Of(allowed, w.now)}})
			value := map[string]float64{}
			for _, s := range w.step().Setpoints {
				value[s.Asset+"."+s.Channel] = s.Value
			}
			sum := 0.0
			for _, phase := range []string{"_L1", "_L2", "_L3"} {
				p := value["ess1.SetActivePower"+phase]
				sum += p
				if p < -5000 || p > 5000 {
					r.Errorf("phase %s is ordered %v W of 5000 W", phase, p)
				}
			}
			if sum != value["ess1.SetActivePower"] || sum > allowed+0.5 {
				r.Errorf("the phases are %v W together, the battery is ordered %v W and allows %v W", sum, value["ess1.SetActivePower"], allowed)
			}
			if p, q := value["ess0.SetActivePower"], value["ess0.SetReactivePower"]; p*p+q*q > 5000*5000 {
				r.Errorf("%v W and %v var are more than 5000 VA", p, q)
			}
			for _, car := range []string{"car0", "car1"} {
				if a := value[car+".SetMaxCurrent"]; a < 0 || a > 16 {
					r.Errorf("%s is ordered %v A of 16 A", car, a)
				}
			}
		}
	})
}

// fileOnTied files one random request on an asset, a cluster or a phase.
func fileOnTied(r *rapid.T, w *works, out *control.Filing) {
	phases := w.site.PhasesOf(1)
	of := rapid.SampledFrom([]control.Asset{
		w.place("ess0"), w.place("ess1"), w.place("both"), w.place("cars"), w.place("car0"), phases[0], phases[1], phases[2],
	}).Draw(r, "place")
	p := unit.Power(rapid.IntRange(-25_000, 25_000).Draw(r, "p"))
	cause := envelope.Cause{Code: reason.PeakLimit}
	switch what := rapid.SampledFrom([]string{"most", "least", "want", "want q"}).Draw(r, "what"); {
	case what == "most":
		out.Bound(of, envelope.AtMost(p), cause)
	case what == "least":
		out.Bound(of, envelope.AtLeast(p), cause)
	case out.Level() == envelope.Safety:
	case what == "want":
		out.Want(of, control.Wish{Target: p, Weight: rapid.IntRange(1, 3).Draw(r, "weight")})
	case of == w.place("ess0") || of == w.place("both"):
		out.WantQ(of, unit.ReactivePower(p), 1)
	}
}

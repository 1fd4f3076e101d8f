package cycle_test

import (
	"fmt"
	"math/rand/v2"
	"testing"
	"time"

	"ohmstead/edge/cycle"
	"ohmstead/edge/image"
	"ohmstead/edge/imprint"
	"ohmstead/energy/point"
)

// shaped has what arbitration itself carries from cycle to cycle: a ramp of fractions, a lag, a closed
// loop, and batteries that take turns.
const shaped = `
site: {name: shaped}
cycle: 100ms
assets:
  - {id: grid0, nature: GRID_METER}
  - {id: grid1, nature: GRID_METER}
  - {id: grid2, nature: GRID_METER}
  - {id: grid3, nature: GRID_METER}
  - {id: ess0, nature: ESS, max_apparent_power_va: 5000, output: {ramp_watts_per_s: 37}}
  - {id: ess1, nature: ESS, max_apparent_power_va: 5000, output: {smoothing: 3s}}
  - {id: ess2, nature: ESS, max_apparent_power_va: 5000, output: {pid: {p: 0.3, i_per_s: 0.2, d_s: 0.1}}}
  - {id: ess3, nature: ESS, max_apparent_power_va: 5000, least_watts: 900, capacity_wh: 9000}
  - {id: ess4, nature: ESS, max_apparent_power_va: 5000, least_watts: 900, capacity_wh: 7000}
clusters:
  - {id: pair, members: [ess3, ess4]}
controllers:
  - {id: a, type: SELF_CONSUMPTION, ess: ess0, meter: grid0}
  - {id: b, type: SELF_CONSUMPTION, ess: ess1, meter: grid1}
  - {id: c, type: SELF_CONSUMPTION, ess: ess2, meter: grid2}
  - {id: d, type: SELF_CONSUMPTION, ess: pair, meter: grid3}
`

func TestACoreTakesOverWhatArbitrationCarries(t *testing.T) {
	channels := build(t, shaped).Layout
	rng, inbox := rand.New(rand.NewPCG(3, 4)), image.NewInbox(channels)
	fresh := func() *cycle.Core { return cycle.New(build(t, shaped), inbox) }
	whole, relay, forgetful := fresh(), fresh(), fresh()
	whole.Ready()
	relay.Ready()
	forgetful.Ready()
	codec, differs := imprint.New(), false
	value := map[image.Handle]float64{}
	for n := range 600 {
		now := noon.Add(time.Duration(n) * 100 * time.Millisecond)
		for i, c := range channels.Channels() {
			h := image.Handle(i)
			switch {
			case c.Point.Name == point.SOC:
				value[h] = 40 + float64(i%7)
			case c.Point.Name == point.ActivePower && n%20 == 0:
				value[h] = 3000 * (rng.Float64() - 0.5)
			case c.Point.Name != point.ActivePower:
				continue
			}
			inbox.Put([]image.Update{{Handle: h, Reading: point.Of(value[h], now)}})
		}
		next := fresh()
		if err := next.Resume(codec, relay.Imprint(codec, nil)); err != nil {
			t.Fatal(err)
		}
		relay = next
		want := fmt.Sprint(whole.Step(now).Setpoints)
		if got := fmt.Sprint(relay.Step(now).Setpoints); got != want {
			t.Fatalf("in cycle %d\n got %s\nwant %s", n, got, want)
		}
		if n == 300 {
			forgetful = fresh()
			forgetful.Ready()
		}
		differs = fmt.Sprint(forgetful.Step(now).Setpoints) != want || differs
	}
	if !differs {
		t.Error("a core that forgets everything goes the same way: nothing was carried")
	}
}

package storm

import (
	"fmt"
	"math"
	"math/rand/v2"
	"strings"
	"time"

	"ohmstead/edge/control"
	"ohmstead/edge/site"
	"ohmstead/energy/unit"
)

// household is a drawn site: what the site file says, kept beside it so that the judge need not ask
// the core.
type household struct {
	cycle     time.Duration
	mode      control.Mode
	batteries []battery
	solar     float64 // rating in W, 0 for none
	peak      unit.Power
	guardRamp float64  // W/s
	load      float64  // mean of the load in W
	services  []string // what serves the grid, as lines of the site file
	broken    func([]byte) []byte
}

// battery is one battery of the household.
type battery struct {
	id             string
	rating         float64 // W, both ways
	capacity       float64 // Wh
	socMin, socMax float64 // percent
	trip           float64 // °C at which it latches a fault
	watchdog       time.Duration
}

func draw(rng *rand.Rand) household {
	h := household{
		cycle:     []time.Duration{200 * time.Millisecond, 500 * time.Millisecond, time.Second}[rng.IntN(3)],
		mode:      []control.Mode{control.SelfConsumption, control.PeakShaving}[rng.IntN(2)],
		guardRamp: between(rng, 500, 20_000),
		load:      between(rng, 500, 40_000),
	}
	for i := range 1 + rng.IntN(3) {
		rating := between(rng, 2_000, 50_000)
		h.batteries = append(h.batteries, battery{
			id: fmt.Sprintf("ess%d", i), rating: float64(int(rating)), capacity: rating * between(rng, 0.05, 2),
			socMin: asWritten(between(rng, 5, 20)), socMax: asWritten(between(rng, 80, 97)), trip: between(rng, 45, 60),
			watchdog: time.Duration(between(rng, 5, 60)) * time.Second,
		})
	}
	if rng.IntN(2) == 0 {
		h.solar = float64(int(between(rng, 1_000, 60_000)))
	}
	h.peak = unit.Power(between(rng, 0.5, 1.5) * h.load)
	h.services = services(rng, &h)
	return h
}

func between(rng *rand.Rand, from, to float64) float64 { return from + rng.Float64()*(to-from) }

// asWritten is a number as the site file writes it, with three decimals.
func asWritten(v float64) float64 { return math.Round(v*1000) / 1000 }

// file is the household as a site file.
func (h household) file() []byte {
	var b strings.Builder
	fmt.Fprintf(&b, "site: {name: drawn}\ncycle: %s\nmax_age: 2s\nmode: %s\nassets:\n  - {id: grid0, nature: GRID_METER}\n", h.cycle, h.mode)
	if h.solar > 0 {
		fmt.Fprintf(&b, "  - {id: pv0, nature: PV, max_active_power_watts: %.0f, max_apparent_power_va: %.0f}\n", h.solar, h.solar)
	}
	var ids []string
	for _, one := range h.batteries {
		fmt.Fprintf(&b, "  - {id: %s, nature: ESS, max_apparent_power_va: %.0f, capacity_wh: %.0f}\n", one.id, one.rating, one.capacity)
		ids = append(ids, one.id)
	}
	ess := ids[0]
	if len(ids) > 1 {
		ess = "all"
		fmt.Fprintf(&b, "clusters:\n  - {id: all, members: [%s]}\n", strings.Join(ids, ", "))
	}
	b.WriteString("controllers:\n")
	for i, one := range h.batteries {
		fmt.Fprintf(&b, "  - {id: soc%d, type: SOC_LIMITS, ess: %s, soc_min_percent: %.3f, soc_max_percent: %.3f}\n", i, one.id, one.socMin, one.socMax)
		if known("TEMPERATURE_DERATING") {
			fmt.Fprintf(&b, "  - {id: heat%d, type: TEMPERATURE_DERATING, ess: %s, derate_c: %.1f, max_c: %.1f, trip_c: %.1f}\n", i, one.id, one.trip-10, one.trip-5, one.trip)
		}
	}
	fmt.Fprintf(&b, "  - {id: guard, type: STALE_DATA_GUARD, assets: [%s], ramp_watts_per_s: %.0f}\n", strings.Join(ids, ", "), h.guardRamp)
	fmt.Fprintf(&b, "  - {id: peak, type: PEAK_SHAVING, ess: %s, meter: grid0, peak_watts: %d}\n", ess, h.peak)
	fmt.Fprintf(&b, "  - {id: zero, type: SELF_CONSUMPTION, ess: %s, meter: grid0}\n", ess)
	for _, one := range h.services {
		fmt.Fprintf(&b, "  - %s\n", one)
	}
	return []byte(b.String())
}

// known reports whether the catalogue has a controller type.
func known(name string) bool {
	for _, s := range site.Catalogue() {
		if s.Type == name {
			return true
		}
	}
	return false
}

// build puts the site together as the edge does.
func (h household) build() (*site.Site, error) {
	file := h.file()
	if h.broken != nil {
		file = h.broken(file)
	}
	c, err := site.Parse("drawn.yaml", file)
	if err != nil {
		return nil, fmt.Errorf("drawn site:\n%s%w", file, err)
	}
	return site.Build(c, site.Everything)
}

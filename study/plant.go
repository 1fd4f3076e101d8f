package study

import (
	"fmt"
	"math"
	"slices"
	"strings"
	"time"

	"ohmstead/edge/site"
	"ohmstead/energy/point"
	"ohmstead/energy/reason"
	"ohmstead/field/strict"
)

// plantConfig is the simulated plant of a scenario: what stands behind the meter and how it
// behaves. It is deterministic, knows no noise and no delay but the battery's own lag.
type plantConfig struct {
	meter     string
	batteries []batteryConfig
	loads, pv []profile
	faults    int // found while it was read
}

// broken reports whether the plant has been complained about, so that what it drives is in doubt.
func (p *plantConfig) broken() bool { return p != nil && p.faults > 0 }

// batteryConfig is a battery that follows its set-point.
type batteryConfig struct {
	asset                 string
	limit                 float64 // W, magnitude both ways
	capacity              float64 // Wh
	soc                   float64 // percent at the start
	charging, discharging float64 // efficiencies, 0…1: stored per AC energy, AC per stored energy
	lag                   time.Duration
}

// profile is a power in W over time: each value holds for a while, the last one for ever.
type profile struct {
	asset string // "" for one that nobody measures by itself
	every time.Duration
	watts []float64
}

func (s *Scenario) readPlant(root *strict.Map) {
	m := root.Map("plant")
	if !root.Has("plant") {
		return
	}
	p := &plantConfig{}
	s.plant = p
	faults := m.Faults()
	m.Require("meter")
	p.meter = s.member(m, "meter", point.GridMeter)
	for _, one := range m.Maps("ess") {
		p.batteries = append(p.batteries, s.readBattery(one))
	}
	for _, one := range m.Maps("load") {
		p.loads = append(p.loads, s.readProfile(one, span{0, math.MaxFloat64}, "0 W or more: a load takes power", point.Load, point.Meter))
	}
	for _, one := range m.Maps("pv") {
		p.pv = append(p.pv, s.readProfile(one, span{-math.MaxFloat64, 0}, "0 W or less: production is negative", point.PV))
	}
	m.Done()
	seen := map[string]bool{}
	for _, name := range p.drives() {
		if seen[name] {
			root.Complain("plant", reason.DuplicateName, reason.Params{"field": "plant channel", "name": name})
		}
		seen[name] = true
	}
	p.faults = root.Faults() - faults
}

// member reads the id of an asset that must be of one of the natures; "" where absent or wrong.
func (s *Scenario) member(m *strict.Map, field string, natures ...point.Nature) string {
	id := m.Text(field)
	if id == "" {
		return ""
	}
	i := slices.IndexFunc(s.config.Assets, func(a site.Asset) bool { return a.ID == id })
	switch {
	case i < 0:
		if _, known := s.config.Channel(id + "." + point.ActivePower); known {
			return "" // the list of assets has been complained about
		}
		m.Invalid(field, "the id of an asset")
	case !slices.Contains(natures, s.config.Assets[i].Nature) && s.config.Assets[i].Nature != "":
		m.Invalid(field, fmt.Sprintf("an asset of nature %s; %s is %s", either(natures), id, s.config.Assets[i].Nature))
	default:
		return id
	}
	return ""
}

func either(natures []point.Nature) string {
	names := make([]string, 0, len(natures))
	for _, n := range natures {
		names = append(names, string(n))
	}
	return strings.Join(names, " or ")
}

func (s *Scenario) readBattery(m *strict.Map) batteryConfig {
	m.Require("asset")
	b := batteryConfig{
		asset:       s.member(m, "asset", point.ESS),
		soc:         within(m, "soc_percent", 50, span{0, 100}),
		charging:    within(m, "charge_efficiency", 1, span{0.1, 1}),
		discharging: within(m, "discharge_efficiency", 1, span{0.1, 1}),
		lag:         m.Duration("time_constant", 0),
	}
	for _, a := range s.config.Assets {
		if a.ID != b.asset || b.asset == "" {
			continue
		}
		b.capacity = float64(a.CapacityWh)
		b.limit = float64(a.MaxApparentPowerVA)
		if w := float64(a.MaxActivePowerWatts); w > 0 && (b.limit == 0 || w < b.limit) {
			b.limit = w
		}
		if a.CapacityWh == 0 {
			m.Invalid("asset", "an asset with capacity_wh")
		}
	}
	m.Done()
	return b
}

// span is a closed range.
type span struct{ from, to float64 }

func within(m *strict.Map, field string, standard float64, s span) float64 {
	v := m.Number(field, standard)
	if v < s.from || v > s.to {
		m.Invalid(field, fmt.Sprintf("%v to %v", s.from, s.to))
	}
	return v
}

func (s *Scenario) readProfile(m *strict.Map, allowed span, want string, natures ...point.Nature) profile {
	m.Require("watts")
	p := profile{asset: s.member(m, "asset", natures...), every: m.Duration("every", 0)}
	faults := m.Faults()
	p.watts = m.Numbers("watts")
	if len(p.watts) == 0 && m.Has("watts") && m.Faults() == faults {
		m.Invalid("watts", "at least one number")
	}
	if len(p.watts) > 1 && m.Require("every") && p.every <= 0 {
		m.Invalid("every", "more than 0")
	}
	for _, w := range p.watts {
		if w < allowed.from || w > allowed.to {
			m.Invalid("watts", want)
			break
		}
	}
	m.Done()
	return p
}

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
	frequency profile // of the grid, in Hz; none where nothing is said
	voltage   profile // phase to neutral, in V
	batteries []batteryConfig
	loads, pv []profile
	chargers  []profile // what vehicles would take
	engines   []engineConfig
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

// engineConfig is a generator that follows its set-point.
type engineConfig struct {
	asset string
	limit float64 // W, magnitude
	lag   time.Duration
}

// profile is a quantity over time, a power in W if nothing else is said: each value holds for a
// while, the last one for ever.
type profile struct {
	asset  string // "" for one that nobody measures by itself
	every  time.Duration
	values []float64
	wires  int // of a charger
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
	if m.Has("grid") {
		s.readGrid(m.Map("grid"), p)
	}
	m.Known("grid")
	for _, one := range m.Maps("ess") {
		p.batteries = append(p.batteries, s.readBattery(one))
	}
	for _, one := range m.Maps("load") {
		p.loads = append(p.loads, s.readProfile(one, span{0, math.MaxFloat64}, "0 W or more: a load takes power", point.Load, point.Meter))
	}
	for _, one := range m.Maps("pv") {
		p.pv = append(p.pv, s.readProfile(one, span{-math.MaxFloat64, 0}, "0 W or less: production is negative", point.PV))
	}
	for _, one := range m.Maps("evcs") {
		p.chargers = append(p.chargers, s.readProfile(one, span{0, math.MaxFloat64}, "0 W or more: what the vehicle would take", point.EVCS))
	}
	for _, one := range m.Maps("generator") {
		p.engines = append(p.engines, s.readEngine(one))
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
		b.limit = rating(a)
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
	p := readSeries(m, "watts", allowed, want)
	p.asset = s.member(m, "asset", natures...)
	for _, a := range s.config.Assets {
		if a.ID == p.asset && a.Nature == point.EVCS {
			p.wires = a.Phases
		}
	}
	m.Done()
	return p
}

// readSeries reads the values of a field, each of which holds for every.
func readSeries(m *strict.Map, field string, allowed span, want string) profile {
	p := profile{every: m.Duration("every", 0)}
	faults := m.Faults()
	p.values = m.Numbers(field)
	if len(p.values) == 0 && m.Has(field) && m.Faults() == faults {
		m.Invalid(field, "at least one number")
	}
	if len(p.values) > 1 && m.Require("every") && p.every <= 0 {
		m.Invalid("every", "more than 0")
	}
	for _, v := range p.values {
		if v < allowed.from || v > allowed.to {
			m.Invalid(field, want)
			break
		}
	}
	return p
}

// readGrid reads what the meter shows of the grid, whatever the site does.
func (s *Scenario) readGrid(m *strict.Map, p *plantConfig) {
	p.frequency = readSeries(m, "frequency_hz", span{0, 100}, "0 to 100 Hz")
	p.voltage = readSeries(m, "voltage_v", span{0, 1000}, "0 to 1000 V, phase to neutral")
	m.Done()
}

func (s *Scenario) readEngine(m *strict.Map) engineConfig {
	m.Require("asset")
	e := engineConfig{asset: s.member(m, "asset", point.Generator), lag: m.Duration("time_constant", 0)}
	for _, a := range s.config.Assets {
		if a.ID == e.asset && e.asset != "" {
			e.limit = rating(a)
		}
	}
	m.Done()
	return e
}

// rating is the smaller of an asset's ratings, a magnitude.
func rating(a site.Asset) float64 {
	limit := float64(a.MaxApparentPowerVA)
	if w := float64(a.MaxActivePowerWatts); w > 0 && (limit == 0 || w < limit) {
		limit = w
	}
	return limit
}

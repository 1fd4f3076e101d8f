package overview

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"ohmstead/backend/registry"
	"ohmstead/energy/point"
)

var noon = time.Date(2026, 6, 1, 12, 0, 0, 0, time.UTC)

// house is a site with everything, its values all fresh at noon.
func house() Inventory {
	capacity := int64(10_000)
	return Inventory{
		Assets: []registry.Asset{
			{Key: "meter0", Nature: "GRID_METER", Device: "sdm0", MeasuresConnection: true},
			{Key: "pv0", Nature: "PV", Device: "inverter0"},
			{Key: "battery0", Nature: "ESS", Device: "inverter1", CapacityWh: &capacity},
		},
		Channels: []registry.Channel{
			{Key: 1, Asset: "meter0", Name: point.ActivePower},
			{Key: 2, Asset: "pv0", Name: point.ActivePower},
			{Key: 3, Asset: "battery0", Name: point.ActivePower},
			{Key: 4, Asset: "battery0", Name: point.SOC},
			{Key: 5, Asset: "battery0", Name: point.SetActivePower},
		},
		Latest: map[int32]point.Reading{
			1: point.Of(-2000, noon.Add(-3*time.Second)), 2: point.Of(-6000, noon.Add(-time.Second)),
			3: point.Of(3000, noon.Add(-time.Second)), 4: point.Of(57.5, noon.Add(-time.Second)),
		},
	}
}

func TestNow(t *testing.T) {
	of := func(v float64) *float64 { return &v }
	at := func(d time.Duration) *time.Time { t := noon.Add(d); return &t }
	extra := func(nature string, watts float64) func(*Inventory) {
		return func(i *Inventory) {
			i.Assets = append(i.Assets, registry.Asset{Key: "extra0", Nature: nature})
			i.Channels = append(i.Channels, registry.Channel{Key: 9, Asset: "extra0", Name: point.ActivePower})
			i.Latest[9] = point.Of(watts, noon)
		}
	}
	tests := map[string]struct {
		change func(*Inventory)
		want   Power
	}{
		"load is what remains of grid, PV and battery": {
			func(*Inventory) {},
			Power{of(-2000), of(-6000), of(3000), of(1000), of(57.5), at(-3 * time.Second)},
		},
		"a load meter is believed": {
			extra("LOAD", 900),
			Power{of(-2000), of(-6000), of(3000), of(900), of(57.5), at(-3 * time.Second)},
		},
		"a second PV plant is added": {
			extra("PV", -500),
			Power{of(-2000), of(-6500), of(3000), of(1500), of(57.5), at(-3 * time.Second)},
		},
		"a battery that is stale is unknown, and so is the load": {
			func(i *Inventory) { i.Latest[3] = point.Reading{Value: 3000, At: noon, Quality: point.Stale} },
			Power{of(-2000), of(-6000), nil, nil, of(57.5), at(-3 * time.Second)},
		},
		"a grid meter that has gone quiet is unknown": {
			func(i *Inventory) { i.Latest[1] = point.Of(-2000, noon.Add(-3*time.Minute)) },
			Power{nil, of(-6000), of(3000), nil, of(57.5), at(-time.Second)},
		},
		"nothing at all is nothing, not zero": {
			func(i *Inventory) { i.Latest = nil },
			Power{},
		},
		"a site without a battery has no state of charge": {
			func(i *Inventory) { i.Assets = i.Assets[:2] },
			Power{of(-2000), of(-6000), nil, of(4000), nil, at(-3 * time.Second)},
		},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			i := house()
			tt.change(&i)
			if diff := cmp.Diff(tt.want, i.Now(noon)); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestDevice(t *testing.T) {
	tests := map[string]struct {
		change   func(*Inventory)
		health   Health
		channels int
		stale    int
	}{
		"values arrive": {func(*Inventory) {}, HealthOK, 3, 0},
		"the edge marks a channel": {func(i *Inventory) {
			i.Latest[4] = point.Reading{Value: 57, At: noon.Add(-time.Hour), Quality: point.Stale}
		}, HealthStale, 3, 1},
		"one channel is behind": {func(i *Inventory) { i.Latest[4] = point.Of(57, noon.Add(-time.Hour)) }, HealthStale, 3, 1},
		"everything is behind": {func(i *Inventory) {
			i.Latest[3], i.Latest[4] = point.Of(1, noon.Add(-time.Hour)), point.Of(57, noon.Add(-time.Hour))
		}, HealthSilent, 3, 2},
		"nothing was ever heard": {func(i *Inventory) { i.Latest = nil }, HealthSilent, 3, 0},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			i := house()
			tt.change(&i)
			got := i.Device("inverter1", noon)
			if got.Health != tt.health || got.Channels != tt.channels || got.Stale != tt.stale {
				t.Errorf("got %+v; want %s, %d channels, %d stale", got, tt.health, tt.channels, tt.stale)
			}
		})
	}
}

package site_test

import (
	"strings"
	"testing"
	"time"

	"ohmstead/edge/site"
	"ohmstead/energy/arbitration"
	"ohmstead/energy/envelope"
	"ohmstead/energy/point"
	"ohmstead/energy/unit"
)

// yard is a file whose last line of assets each case below writes for itself.
func yard(asset string) string {
	return "site: {name: yard}\nassets:\n  - " + asset + "\ncontrollers: []\n"
}

func TestAnAssetSaysHowItRestsAndHowItsOutputMoves(t *testing.T) {
	tests := map[string]struct {
		asset string
		want  envelope.Asset
		safe  unit.Power
	}{
		"a battery stands still":                {"{id: a, nature: ESS, max_apparent_power_va: 5000}", envelope.Asset{Rating: envelope.Between(-5000, 5000)}, 0},
		"production is free":                    {"{id: a, nature: PV, max_active_power_watts: 8000}", envelope.Asset{Rating: envelope.Between(-8000, 0), Rest: -8000}, -8000},
		"a charger charges, and safely at 6 A":  {"{id: a, nature: EVCS, max_active_power_watts: 11040}", envelope.Asset{Rating: envelope.Between(0, 11040), Rest: 11040}, 4140},
		"a charger on one phase":                {"{id: a, nature: EVCS, max_active_power_watts: 3680, phases: 1}", envelope.Asset{Rating: envelope.Between(0, 3680), Rest: 3680}, 1380},
		"a load takes what it likes":            {"{id: a, nature: LOAD, max_active_power_watts: 6000}", envelope.Asset{Rating: envelope.Between(0, 6000), Rest: 6000}, 6000},
		"a load that rests off":                 {"{id: a, nature: LOAD, max_active_power_watts: 6000, rest_watts: 0}", envelope.Asset{Rating: envelope.Between(0, 6000)}, 0},
		"a generator stands still":              {"{id: a, nature: GENERATOR, max_active_power_watts: 4000}", envelope.Asset{Rating: envelope.Between(-4000, 0)}, 0},
		"a generator that always runs a little": {"{id: a, nature: GENERATOR, max_active_power_watts: 4000, rest_watts: -1000}", envelope.Asset{Rating: envelope.Between(-4000, 0), Rest: -1000}, -1000},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			s, err := load(yard(tt.asset))
			if err != nil {
				t.Fatal(err)
			}
			if a := s.Assets[0]; a.Fold != tt.want || a.SafeState != tt.safe || !a.Controllable() {
				t.Errorf("%+v with safe state %v, want %+v with %v", a.Fold, a.SafeState, tt.want, tt.safe)
			}
		})
	}
	s, err := load(yard("{id: a, nature: ESS, max_apparent_power_va: 5000, output: {ramp_watts_per_s: 900, smoothing: 800ms, pid: {p: 0.3, i_per_s: 0.2, d_s: 0.1}}}"))
	if err != nil {
		t.Fatal(err)
	}
	want := arbitration.Output{Ramp: 900, Smoothing: 800 * time.Millisecond, PID: arbitration.PID{P: 0.3, I: 0.2, D: 0.1}}
	if got := s.Assets[0].Output; got != want {
		t.Errorf("output %+v, want %+v", got, want)
	}
}

func TestAnAssetThatCannotBeIsRefusedInOneLine(t *testing.T) {
	tests := map[string]struct{ asset, want string }{
		"a charger on four phases":     {"{id: a, nature: EVCS, phases: 4}", `yard.yaml:3: INVALID_VALUE: assets[0].phases is "4", want 1 to 3`},
		"phases of a battery":          {"{id: a, nature: ESS, max_apparent_power_va: 5000, phases: 3}", "yard.yaml:3: UNKNOWN_FIELD: unknown field assets[0].phases; known are battery, capacity_wh, device, efficiency_percent, id, least_watts, max_active_power_watts, max_apparent_power_va, measures_connection, name, nature, output, per_phase, safe_state"},
		"a rest beyond the rating":     {"{id: a, nature: LOAD, max_active_power_watts: 6000, rest_watts: -1}", "yard.yaml:3: INVALID_VALUE: rest_watts of a is -1, want 0 to 6000 W, what the asset can do"},
		"a switch that is half open":   {"{id: a, nature: SWITCH, safe_state: 2}", `yard.yaml:3: INVALID_VALUE: assets[0].safe_state is "2", want 1 for closed or 0 for open`},
		"a ramp that is negative":      {"{id: a, nature: ESS, max_apparent_power_va: 5000, output: {ramp_watts_per_s: -1}}", `yard.yaml:3: INVALID_VALUE: assets[0].output.ramp_watts_per_s is "-1", want a magnitude, not negative`},
		"a loop that never integrates": {"{id: a, nature: ESS, max_apparent_power_va: 5000, output: {pid: {p: 1}}}", "yard.yaml:3: MISSING_FIELD: assets[0].output.pid.i_per_s is missing"},
		"an efficiency that cannot be": {"{id: a, nature: ESS, max_apparent_power_va: 5000, efficiency_percent: 100}", `yard.yaml:3: INVALID_VALUE: assets[0].efficiency_percent is "100", want 0, which is unknown, to less than 100`},
		"an unknown key of an output":  {"{id: a, nature: ESS, max_apparent_power_va: 5000, output: {ramp: 1}}", "yard.yaml:3: UNKNOWN_FIELD: unknown field assets[0].output.ramp; known are pid, ramp_watts_per_s, smoothing"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			c, err := site.Parse("yard.yaml", []byte(yard(tt.asset)))
			if err == nil {
				_, err = site.Build(c, site.Everything)
			}
			if err == nil || err.Error() != tt.want {
				t.Errorf("\n got %v\nwant %s", err, tt.want)
			}
		})
	}
}

func TestAControllerCalledByATakenNameIsRefused(t *testing.T) {
	for name, what := range map[string]string{"asset": "the asset's own limits", "operator": "what is set by hand", "edge": "the edge's own state"} {
		_, err := load(strings.Replace(house, "id: zero", "id: "+name, 1))
		want := "house.yaml:18: INVALID_VALUE: controller id is " + name + ", want another name; this one stands for " + what
		if err == nil || err.Error() != want {
			t.Errorf("\n got %v\nwant %s", err, want)
		}
	}
}

func TestWhatHasNoSafeStateStaysAsItIs(t *testing.T) {
	tests := map[string]struct {
		asset string
		want  map[string]float64
	}{
		"a battery":                   {"{id: a, nature: ESS, max_apparent_power_va: 5000, safe_state: -200}", map[string]float64{point.SetActivePower: -200, point.SetReactivePower: 0}},
		"production":                  {"{id: a, nature: PV, max_active_power_watts: 8000}", map[string]float64{point.SetMaxActivePower: 8000, point.SetReactivePower: 0}},
		"a charger":                   {"{id: a, nature: EVCS, max_active_power_watts: 11040}", map[string]float64{point.SetMaxCurrent: 6}},
		"a charger that is to pause":  {"{id: a, nature: EVCS, max_active_power_watts: 11040, safe_state: 0}", map[string]float64{point.SetMaxCurrent: 0}},
		"a load":                      {"{id: a, nature: LOAD, max_active_power_watts: 6000}", map[string]float64{}},
		"a load that is to be off":    {"{id: a, nature: LOAD, max_active_power_watts: 6000, safe_state: 0}", map[string]float64{point.SetActivePower: 0, point.SetEnabled: 0}},
		"a switch":                    {"{id: a, nature: SWITCH}", map[string]float64{}},
		"a switch that is to be open": {"{id: a, nature: SWITCH, safe_state: 0}", map[string]float64{point.SetClosed: 0}},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			s, err := load(yard(tt.asset))
			if err != nil {
				t.Fatal(err)
			}
			got := map[string]float64{}
			for _, o := range s.Assets[0].Outlets {
				if v, ok := s.Assets[0].Safe(o); ok {
					got[o.Channel] = v
				}
			}
			if len(got) != len(tt.want) {
				t.Errorf("safe at %v, want %v", got, tt.want)
			}
			for channel, want := range tt.want {
				if got[channel] != want {
					t.Errorf("safe at %v, want %v", got, tt.want)
				}
			}
		})
	}
}

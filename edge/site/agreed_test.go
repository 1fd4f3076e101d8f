package site_test

import (
	"strings"
	"testing"

	"ohmstead/edge/site"
)

// farm has an island and a protection on one coupler.
const farm = `site: {name: farm}
assets:
  - {id: grid0, nature: GRID_METER}
  - {id: grid1, nature: GRID_METER}
  - {id: ess0, nature: ESS, max_apparent_power_va: 9000}
  - {id: k1, nature: SWITCH}
controllers:
  - {id: island, type: ISLAND_SEQUENCING, meter: grid0, ess: ess0, coupler: k1, healthy: {hold: 65s, frequency_max_hz: 50.1}}
  - {id: guard, type: GRID_PROTECTION, meter: grid0, assets: [ess0], coupler: k1, code: VDE_AR_N_4105}
`

// A site does not go back to a grid at which its own protection keeps it off.
func TestAnIslandEndsOnlyWhereTheProtectionLetsItGo(t *testing.T) {
	for name, tt := range map[string]struct{ place, instead, want string }{
		"inside the window":      {"", "", ""},
		"by another meter":       {"meter: grid0, assets", "meter: grid1, assets", ""},
		"by default it is wider": {", frequency_max_hz: 50.1", "", `farm.yaml:8: controller island: INVALID_VALUE: healthy.frequency_max_hz is 50.2, want 50.1 or less: outside that guard keeps the site off the grid`},
		"a wider frequency":      {"frequency_max_hz: 50.1", "frequency_max_hz: 50.1, frequency_min_hz: 47.4", "healthy.frequency_min_hz"},
		"a wider voltage":        {"hold: 65s", "hold: 65s, voltage_max_percent: 111", `healthy.voltage_max_percent is 111, want 110 or less`},
		"a lower voltage":        {"hold: 65s", "hold: 65s, voltage_min_percent: 84", `healthy.voltage_min_percent is 84, want 85 or more`},
		"a shorter wait":         {"hold: 65s", "hold: 5s", `healthy.hold is 5s, want 1m0s or more`},
		"a window of the file's": {"code: VDE_AR_N_4105", "code: VDE_AR_N_4105, reconnect: {frequency_max_hz: 50.05}", "want 50.05 or less"},
	} {
		t.Run(name, func(t *testing.T) {
			text := strings.Replace(farm, tt.place, tt.instead, 1)
			c, err := site.Parse("farm.yaml", []byte(text))
			if err != nil {
				t.Fatal(err)
			}
			_, err = site.Build(c, site.Everything)
			if tt.want == "" && err != nil || tt.want != "" && (err == nil || !strings.Contains(err.Error(), tt.want)) {
				t.Errorf("got %v, want %q", err, tt.want)
			}
		})
	}
}

package optimise_test

import (
	"testing"

	"ohmstead/energy/unit"
)

func TestDelayedSell(t *testing.T) {
	r := with(t, "{id: c, type: DELAYED_SELL, ess: ess0, meter: meter0, store_above_watts: 8000, sell_watts: 3000}")
	for _, tt := range []struct {
		grid, battery float64
		want          unit.Power
		when          string
	}{
		{-11000, 0, 3000, "export above the limit is stored: OpenEMS writes −3000"},
		{-8000, 3000, 3000, "and goes on being stored"},
		{-8000, 0, 0, "at the limit it rests"},
		{-3000, 0, 0, "so it does at what is to be sold"},
		{-1000, 0, -2000, "under it the battery adds what is missing"},
		{-3000, -2000, -2000, "and goes on adding"},
		{1500, 0, -4500, "also against the site's own import"},
	} {
		at(r, tt.grid, tt.battery, 50)
		wants(t, r, tt.want, tt.when)
	}
	refused(t, "{id: c, type: DELAYED_SELL, ess: ess0, meter: meter0, store_above_watts: 1, sell_watts: 2}", "sell_watts is 2, want at most store_above_watts")
}

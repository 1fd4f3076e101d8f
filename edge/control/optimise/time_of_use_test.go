package optimise_test

import (
	"testing"

	"ohmstead/energy/unit"
)

func TestTimeOfUse(t *testing.T) {
	r := with(t, "{id: c, type: TIME_OF_USE, ess: ess0, meter: meter0, charge_watts: 4000, discharge_watts: 5000, import_limit_watts: 6000, "+
		"charge: [{from: 22:00, to: 06:00}], discharge: [{from: 18:00, to: 20:00}], delay: [{from: 05:00, to: 12:00}]}")
	for _, tt := range []struct {
		clock         string
		grid, battery float64
		want          unit.Power
		when          string
	}{
		{"13:00", 1500, 0, -1500, "outside the windows the battery serves the site"},
		{"13:00", -1500, 0, 1500, "and takes its surplus"},
		{"23:00", 1000, 0, 4000, "at night it charges"},
		{"23:00", 5000, 4000, 4000, "and goes on while it does"},
		{"23:00", 3000, 0, 3000, "but not beyond the import limit"},
		{"23:00", 9000, 0, -3000, "and helps where the site alone exceeds it"},
		{"23:00", -500, 0, 4500, "surplus comes on top"},
		{"19:00", 2000, 0, -7000, "in the evening it sells beside serving the site"},
		{"19:00", -2000, 0, -5000, "and sells no surplus twice"},
		{"07:00", 2000, 0, 0, "delayed it gives nothing"},
		{"07:00", -2000, 0, 2000, "but takes surplus"},
		{"05:30", 1000, 0, 4000, "where windows overlap charging comes first"},
	} {
		r.Now = instant(t, "2026-06-01T"+tt.clock+":00+02:00")
		at(r, tt.grid, tt.battery, 50)
		wants(t, r, tt.want, tt.clock+" "+tt.when)
	}
	refused(t, "{id: c, type: TIME_OF_USE, ess: ess0, meter: meter0}", "MISSING_FIELD: charge, discharge or delay is missing")
	refused(t, "{id: c, type: TIME_OF_USE, ess: ess0, meter: meter0, charge: [{from: 01:00, to: 02:00}]}",
		"charge_watts is 0, want more than 0 where there are windows for it")
}

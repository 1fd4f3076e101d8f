package backend

import (
	"strconv"

	"ohmstead/backend/httpapi/pace"
	"ohmstead/field/strict"
)

// mostRate bounds what a rate can be told to be, requests a second or at once.
const mostRate = 1_000_000

func (c *Config) parseRates(m *strict.Map) {
	parseRate(m.Map("credential"), &c.Rates.Credential)
	parseRate(m.Map("tenant"), &c.Rates.Tenant)
	m.Done()
}

func parseRate(m *strict.Map, r *pace.Rate) {
	r.PerSecond = int(m.Whole("per_second", int64(r.PerSecond)))
	r.Burst = int(m.Whole("burst", int64(r.Burst)))
	m.Done()
}

// validateRates wants each rate to be whole, or to bound nothing.
func (c Config) validateRates(invalid func(field, value, want string)) {
	for _, one := range []struct {
		field string
		rate  pace.Rate
	}{{"credential", c.Rates.Credential}, {"tenant", c.Rates.Tenant}} {
		if one.rate == (pace.Rate{}) {
			continue
		}
		for _, part := range []struct {
			field string
			value int
		}{{"per_second", one.rate.PerSecond}, {"burst", one.rate.Burst}} {
			if part.value < 1 || part.value > mostRate {
				invalid("rate_limits."+one.field+"."+part.field, strconv.Itoa(part.value), "1 to 1000000, or both 0 for no limit")
			}
		}
	}
}

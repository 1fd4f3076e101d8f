package point_test

import (
	"testing"
	"time"

	"ohmstead/energy/point"
)

func TestFresh(t *testing.T) {
	now := time.Date(2026, 6, 1, 12, 0, 0, 0, time.UTC)
	tests := map[string]struct {
		reading point.Reading
		ok      bool
	}{
		"the zero reading is missing, not a fresh zero": {point.Reading{}, false},
		"a good value of this instant is fresh":         {point.Of(7, now), true},
		"a value exactly as old as allowed is fresh":    {point.Of(7, now.Add(-5*time.Second)), true},
		"an older value is not":                         {point.Of(7, now.Add(-5*time.Second-1)), false},
		"a stale mark is never fresh":                   {point.Reading{Value: 7, At: now, Quality: point.Stale}, false},
		"a bad value is never fresh":                    {point.Reading{Value: 7, At: now, Quality: point.Bad}, false},
		"an uncertain value may be acted on":            {point.Reading{Value: 7, At: now, Quality: point.Uncertain}, true},
		"a clock that stepped back does not stop it":    {point.Of(7, now.Add(time.Hour)), true},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			if _, ok := tt.reading.Fresh(now, 5*time.Second); ok != tt.ok {
				t.Errorf("fresh is %v, want %v", ok, tt.ok)
			}
		})
	}
}

func TestConvert(t *testing.T) {
	tests := map[string]struct {
		value    float64
		from, to point.Unit
		want     float64
		ok       bool
	}{
		"a canonical unit stays":               {3200, "W", "W", 3200, true},
		"kilowatts become watts":               {3.2, "kW", "W", 3200, true},
		"an energy is no power":                {3.2, "kWh", "W", 0, false},
		"an unknown unit is refused, not kept": {3.2, "furlong", "W", 0, false},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			got, ok := point.Convert(tt.value, tt.from, tt.to)
			if got != tt.want || ok != tt.ok {
				t.Errorf("got %v, %v; want %v, %v", got, ok, tt.want, tt.ok)
			}
		})
	}
}

func TestEverySetpointHasItsReadBack(t *testing.T) {
	for _, n := range point.Natures() {
		for _, c := range point.ChannelsOf(n) {
			if c.Kind != point.Setpoint {
				continue
			}
			if back, ok := point.Lookup(n, c.Name+point.AppliedSuffix); !ok || back.Unit != c.Unit {
				t.Errorf("%s.%s has no read-back in %s", n, c.Name, c.Unit)
			}
		}
	}
}

func TestNatureAndQualityNamesRoundTrip(t *testing.T) {
	for _, n := range point.Natures() {
		if got, ok := point.ParseNature(string(n)); !ok || got != n {
			t.Errorf("ParseNature(%q) = %v, %v", n, got, ok)
		}
	}
	for q := point.Good; q <= point.Substituted; q++ {
		if got, ok := point.ParseQuality(q.String()); !ok || got != q {
			t.Errorf("ParseQuality(%q) = %v, %v", q, got, ok)
		}
	}
}

package plant_test

import (
	"math"
	"testing"
	"time"

	"ohmstead/sim/plant"
)

func TestEverySeriesLoadsWithoutGaps(t *testing.T) {
	for _, name := range plant.SeriesNames() {
		t.Run(name, func(t *testing.T) {
			s, err := plant.LoadSeries(name)
			if err != nil {
				t.Fatal(err)
			}
			for i, v := range s.Values {
				if math.IsNaN(v) || v < 0 {
					t.Fatalf("value %d at %v is %v", i, s.Start.Add(time.Duration(i)*s.Step), v)
				}
			}
			if _, err := time.LoadLocation(s.Zone); err != nil {
				t.Errorf("zone: %v", err)
			}
		})
	}
	if _, err := plant.LoadSeries("nothing"); err == nil {
		t.Error("an unknown series loads")
	}
}

func TestSeriesAt(t *testing.T) {
	day := time.Date(2024, time.July, 1, 0, 0, 0, 0, time.UTC)
	s := plant.Series{Start: day, Step: 6 * time.Hour, Values: []float64{100, 200, 400, 0}}
	tests := map[string]struct {
		at   time.Time
		want float64
	}{
		"in the middle of an interval it is the interval's mean":  {day.Add(9 * time.Hour), 200},
		"between two middles it lies on the line":                 {day.Add(12 * time.Hour), 300},
		"after the last day the days start over":                  {day.Add(33 * time.Hour), 200},
		"before the first day the days run backwards":             {day.Add(-15 * time.Hour), 200},
		"before the first middle it comes from the last interval": {day, 50},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			if got := s.At(tt.at); math.Abs(got-tt.want) > 1e-9 {
				t.Errorf("got %v W, want %v W", got, tt.want)
			}
		})
	}
}

func TestRecordedSpotValues(t *testing.T) {
	tests := map[string]struct {
		series string
		middle time.Time
		want   float64
	}{
		"a row of the house's load as published":          {"house-load", time.Date(2024, 7, 22, 14, 15, 0, 0, time.UTC), 4098.07},
		"a row of the house's PV as published":            {"house-pv", time.Date(2024, 7, 22, 14, 15, 0, 0, time.UTC), 3002.71},
		"a single missing PV value lies between its rows": {"house-pv", time.Date(2024, 7, 21, 5, 45, 0, 0, time.UTC), (77.397 + 43.4724) / 2},
		"PV at night is zero":                             {"house-pv", time.Date(2024, 7, 21, 23, 15, 0, 0, time.UTC), 0},
		"an hour of the office is its share of the year":  {"office-load", time.Date(2017, 1, 1, 6, 30, 0, 0, time.UTC), 0.000150365 * 60e6},
		"five minutes of the rooftop in W":                {"rooftop-pv", time.Date(2018, 11, 7, 23, 17, 30, 0, time.UTC), 7108.7},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			s, err := plant.LoadSeries(tt.series)
			if err != nil {
				t.Fatal(err)
			}
			if got := s.At(tt.middle); math.Abs(got-tt.want) > 0.01 {
				t.Errorf("got %v W, want %v W", got, tt.want)
			}
		})
	}
}

package main

import (
	"math"
	"net/http"
	"strconv"
	"testing"
	"time"

	"ohmstead/energy/point"
)

// A vehicle comes to the demo's garage, charges and goes: one session with the energy that the wallbox has given.
func TestTheDemosVehiclesLeaveChargingSessions(t *testing.T) {
	s, world := beginStanding(t, demoSite, "start: \"10:00\"\nspeed: 60\n")
	chargers := chargerAssets()
	s.until("no vehicle is there", func() bool { return s.away() == len(chargers) })
	world.letGo(s)
	var page struct {
		Items []struct {
			Asset     string
			Origin    string
			StartedAt time.Time  `json:"started_at"`
			EndedAt   *time.Time `json:"ended_at"`
			EnergyWh  *string    `json:"energy_wh"`
			PeakWatts *int64     `json:"peak_watts"`
			Uncertain bool
		}
	}
	s.until("a vehicle is there", func() bool {
		s.call(http.MethodGet, "/api/charging-sessions?open=only&site="+s.site, "", &page)
		return len(page.Items) > 0
	})
	began := page.Items[0]
	if began.Origin != "DERIVED" || began.Uncertain {
		t.Errorf("it has begun as %+v", began)
	}
	which := 0
	for i, asset := range chargers {
		if asset == began.Asset {
			which = i
		}
	}
	given := func() float64 { return float64(s.devices.Truth().Chargers[which].Session) / 3600e6 }
	s.until("it charges", func() bool { return given() > 10 })
	s.until("it has gone", func() bool { return !s.devices.Truth().Chargers[which].Plugged })
	world.hold() // before another comes
	s.until("its session has ended, with the energy that its register shows", func() bool {
		s.call(http.MethodGet, "/api/charging-sessions?open=without&asset="+began.Asset+"&site="+s.site, "", &page)
		if len(page.Items) == 0 || page.Items[0].EnergyWh == nil {
			return false
		}
		energy, err := strconv.ParseFloat(*page.Items[0].EnergyWh, 64)
		return err == nil && math.Abs(energy-given()) < 2
	})
	if gone := page.Items[0]; len(page.Items) != 1 || !gone.StartedAt.Equal(began.StartedAt) || !gone.EndedAt.After(gone.StartedAt) || gone.PeakWatts == nil || *gone.PeakWatts < chargerLeast {
		t.Errorf("it has gone as %+v, began as %+v", page.Items, began)
	}
}

// away is at how many charging points the backend knows that no vehicle is there.
func (s *story) away() (n int) {
	s.Helper()
	var live struct {
		Readings []struct {
			Channel, Quality string
			Value            *float64
		}
	}
	s.call(http.MethodGet, "/api/sites/"+s.site+"/live", "", &live)
	for _, r := range live.Readings {
		if r.Channel == "PlugState" && r.Quality == "GOOD" && r.Value != nil && *r.Value == point.PlugOut {
			n++
		}
	}
	return n
}

package site_test

import (
	"strings"
	"testing"
	"time"

	"ohmstead/edge/control"
	"ohmstead/edge/site"
	"ohmstead/energy/point"
)

// house is a good file; each bad input below is this file with one place changed.
const house = `site:
  name: house
  time_zone: Europe/Berlin
cycle: 200ms
mode: PEAK_SHAVING
max_age: 4s
devices:
  - {key: meter, profile: sunspec, address: "127.0.0.1:1502", unit: 3, poll: 200ms, timeout: 1s}
  - {key: inverter, profile: plenticore, address: "127.0.0.1:1503", required: false}
assets:
  - {id: meter0, nature: GRID_METER, device: meter}
` + cellar + roof + `controllers:
  - {id: soc, type: SOC_LIMITS, ess: ess0, soc_min_percent: 10, soc_max_percent: 90, soc_critical_percent: 5, hysteresis_percent: 2}
  - {id: guard, type: STALE_DATA_GUARD, assets: [ess0, pv0], max_age: 3s, ramp_watts_per_s: 1000}
  - {id: peak, type: PEAK_SHAVING, ess: ess0, meter: meter0, peak_watts: 4000, recharge_watts: 1000}
  - {id: zero, type: SELF_CONSUMPTION, ess: ess0, meter: meter0, target_grid_watts: -50}
`

// Two of its assets by themselves.
const (
	cellar = `  - {id: ess0, name: Cellar, nature: ESS, device: inverter, max_apparent_power_va: 5000, capacity_wh: 10000, safe_state: -200}
`
	roof = `  - {id: pv0, nature: PV, device: meter, max_active_power_watts: 8000}
`
)

// load is what an edge does with a file: parse, then build.
func load(text string) (*site.Site, error) {
	c, err := site.Parse("house.yaml", []byte(text))
	if err != nil {
		return nil, err
	}
	return site.Build(c, site.Everything)
}

func TestAGoodFileIsReadWhole(t *testing.T) {
	s, err := load(house)
	if err != nil {
		t.Fatal(err)
	}
	c := s.Config
	if c.Name != "house" || c.TimeZone != "Europe/Berlin" || c.Mode != control.PeakShaving || c.Cycle != 200*time.Millisecond || c.MaxAge != 4*time.Second {
		t.Errorf("the head is %+v", c)
	}
	if d := c.Devices[0]; d.Unit == nil || *d.Unit != 3 || !d.Required || c.Devices[1].Required || c.Devices[1].Unit != nil || c.Devices[1].Poll != site.DefaultPoll {
		t.Errorf("the devices are %+v", c.Devices)
	}
	ess, pv := s.Assets[1], s.Assets[2]
	if ess.Name != "Cellar" || ess.SafeState != -200 || ess.Fold.Rating.Min != -5000 || ess.Fold.Rating.Max != 5000 || !ess.Controllable() {
		t.Errorf("the battery is %+v", ess)
	}
	if pv.Fold.Rating.Min != -8000 || pv.Fold.Rating.Max != 0 || pv.SafeState != -8000 || s.Layout.Channels()[pv.Setpoint].Point.Name != point.SetMaxActivePower {
		t.Errorf("the PV plant is %+v, want it to rest and be safe at full production", pv)
	}
	var order []string
	for _, r := range s.Controllers {
		order = append(order, r.ID)
	}
	if got := strings.Join(order, " "); got != "soc guard peak zero" {
		t.Errorf("controllers run as %s", got)
	}
}

func TestWithoutAModeAFileRunsInSelfConsumption(t *testing.T) {
	s, err := load(strings.Replace(house, "mode: PEAK_SHAVING\n", "", 1))
	if err != nil || s.Config.Mode != control.SelfConsumption {
		t.Errorf("mode %q, %v", s.Config.Mode, err)
	}
}

func TestWithoutAMaxAgeTheSiteFollowsTheLongestAController(t *testing.T) {
	text := strings.NewReplacer("max_age: 4s\n", "", "max_age: 3s", "max_age: 20s").Replace(house)
	s, err := load(text)
	if err != nil || s.Config.MaxAge != 20*time.Second {
		t.Errorf("max_age %v, %v", s.Config.MaxAge, err)
	}
}

func TestControllersRunByClassWhateverTheFilesOrder(t *testing.T) {
	lines := strings.Split(strings.TrimRight(house, "\n"), "\n")
	n := len(lines)
	lines[n-1], lines[n-4] = lines[n-4], lines[n-1] // SELF_CONSUMPTION first, SOC_LIMITS last
	s, err := load(strings.Join(lines, "\n"))
	if err != nil {
		t.Fatal(err)
	}
	var order []string
	for _, r := range s.Controllers {
		order = append(order, r.ID)
	}
	if got := strings.Join(order, " "); got != "soc guard peak zero" {
		t.Errorf("controllers run as %s, want SAFETY with the guard at its end, GRID, OPTIMIZATION, and within a class the file's order", got)
	}
}

// A battery that is read every four seconds must not flicker between fresh and stale.
func TestASeldomReadChannelMayGrowThreeReadingsOld(t *testing.T) {
	c, err := site.Parse("house.yaml", []byte(house))
	if err != nil {
		t.Fatal(err)
	}
	s, err := site.Build(c, func(a site.Asset) []site.Offer {
		offers := site.Everything(a)
		for i := range offers {
			if offers[i].Channel == point.SOC {
				offers[i].Every = 4 * time.Second
			}
		}
		return offers
	})
	if err != nil {
		t.Fatal(err)
	}
	channels := s.Layout.Channels()
	if got := channels[s.Layout.Lookup("ess0", point.SOC)].MaxAge; got != 12*time.Second {
		t.Errorf("the state of charge may be %v old, want 12s", got)
	}
	if got := channels[s.Layout.Lookup("ess0", point.ActivePower)].MaxAge; got != 4*time.Second {
		t.Errorf("the battery's power may be %v old, want the site's 4s", got)
	}
}

func TestAControllerWhoseDeviceLacksAChannelIsRefused(t *testing.T) {
	without := func(channel string) error {
		c, err := site.Parse("house.yaml", []byte(house))
		if err != nil {
			t.Fatal(err)
		}
		_, err = site.Build(c, func(a site.Asset) []site.Offer {
			var offers []site.Offer
			for _, o := range site.Everything(a) {
				if a.ID+"."+o.Channel != channel {
					offers = append(offers, o)
				}
			}
			return offers
		})
		return err
	}
	tests := map[string]string{
		"ess0.SOC":            "house.yaml:15: controller soc: UNKNOWN_CHANNEL: there is no channel ess0.SOC",
		"meter0.ActivePower":  "house.yaml:17: controller peak: UNKNOWN_CHANNEL: there is no channel meter0.ActivePower",
		"ess0.SetActivePower": "house.yaml:15: controller soc: UNKNOWN_CHANNEL: there is no channel ess0.SetActivePower",
	}
	for channel, want := range tests {
		if err := without(channel); err == nil || err.Error() != want {
			t.Errorf("without %s:\n got %v\nwant %s", channel, err, want)
		}
	}
	c, err := site.Parse("house.yaml", []byte(house))
	if err != nil {
		t.Fatal(err)
	}
	_, err = site.Build(c, func(site.Asset) []site.Offer { return []site.Offer{{Channel: "Mood"}} })
	if want := "house.yaml:11: UNKNOWN_CHANNEL: there is no channel meter0.Mood"; err == nil || err.Error() != want {
		t.Errorf("got %v, want %s", err, want)
	}
}

func FuzzSite(f *testing.F) {
	f.Add(house)
	for _, seed := range []string{"", "site: {name: a}", "site: [1]", "assets: [{id: x, nature: ESS}]", "controllers: [{type: SOC_LIMITS, ess: 3}]", "{", "cycle: 1e9s"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		s, err := load(text)
		if (s == nil) == (err == nil) {
			t.Fatalf("site %v with error %v: want exactly one of the two", s, err)
		}
	})
}

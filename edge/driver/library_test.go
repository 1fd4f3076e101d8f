package driver_test

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"ohmstead/edge/driver"
	"ohmstead/edge/site"
	"ohmstead/energy/point"
)

// channels and rate are a meter's: power often, energy seldom.
func channels(n point.Nature) []point.Channel {
	var out []point.Channel
	for _, name := range []string{point.ActivePower, point.EnergyImport} {
		if c, ok := point.Lookup(n, name); ok && n != point.ESS {
			out = append(out, c)
		}
	}
	return out
}

func rate(_ point.Nature, channel string) (bool, time.Duration) {
	return channel == point.EnergyImport, 0
}

func TestCheck_NamesThePlaceInTheSiteFile(t *testing.T) {
	lib, err := driver.NewLibrary([]driver.Profile{{
		ID: "eastron-sdm630", Vendor: "Eastron", Protocol: "modbus-tcp", Natures: []point.Nature{point.Meter, point.GridMeter, point.Load},
		Channels: channels, Rate: rate,
	}})
	if err != nil {
		t.Fatal(err)
	}
	c, err := site.Parse("site.yaml", []byte(`site: {name: test}
devices:
  - {key: a, profile: nonesuch, address: "127.0.0.1:1"}
  - {key: b, profile: eastron-sdm630, address: "127.0.0.1:1"}
  - {key: c, profile: eastron-sdm630, address: "127.0.0.1:1"}
assets:
  - {id: x, nature: GRID_METER, device: a}
  - {id: y, nature: ESS, device: b, max_apparent_power_va: 5}
`))
	if err != nil {
		t.Fatal(err)
	}
	got := lib.Check(c).Error()
	for _, want := range []string{
		"site.yaml:3: UNKNOWN_NAME: devices[0].profile names nonesuch, which does not exist; known are those of docs/device-profiles.md and docs/connect-devices.md",
		"site.yaml:5: INVALID_VALUE: devices[2].key",
		"site.yaml:8: INVALID_VALUE: nature of y is ESS, want one of METER, GRID_METER, LOAD",
	} {
		if !strings.Contains(got, want) {
			t.Errorf("lacks %q:\n%s", want, got)
		}
	}
}

func TestOffersFollowThePollClassOfTheProfileAndTheFile(t *testing.T) {
	lib, err := driver.NewLibrary([]driver.Profile{{ID: "m", Vendor: "Acme", Protocol: "modbus-tcp", Channels: channels, Rate: rate}})
	if err != nil {
		t.Fatal(err)
	}
	c, err := site.Parse("site.yaml", []byte(`site: {name: test}
devices:
  - {key: a, profile: m, address: "127.0.0.1:1", poll: 300ms}
assets:
  - {id: x, nature: METER, device: a}
  - {id: y, nature: METER}
`))
	if err != nil {
		t.Fatal(err)
	}
	want := []site.Offer{{Channel: point.ActivePower, Every: 300 * time.Millisecond}, {Channel: point.EnergyImport, Every: driver.DefaultLowEvery}}
	if diff := cmp.Diff(want, lib.Offers(c)(c.Assets[0])); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if got := lib.Offers(c)(c.Assets[1]); got != nil {
		t.Errorf("an asset without a device is offered %v", got)
	}
	if got := lib.Makers(c)["a"]; got != (site.Maker{Vendor: "Acme", Protocol: "modbus-tcp"}) {
		t.Errorf("the maker is %+v", got)
	}
}

func TestAProfileStandsOnce(t *testing.T) {
	one := []driver.Profile{{ID: "m"}}
	if _, err := driver.NewLibrary(one, one); err == nil || !strings.Contains(err.Error(), "DUPLICATE_NAME: profile m stands twice") {
		t.Errorf("got %v", err)
	}
}

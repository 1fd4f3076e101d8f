package commission_test

import (
	"context"
	"errors"
	"net/netip"
	"strings"
	"testing"
	"time"

	"ohmstead/edge/commission"
	"ohmstead/edge/site"
	"ohmstead/energy/reason"
)

// shelf is what is behind every address.
type shelf struct {
	asked []string // addresses
	spots []commission.Spot
	tried []commission.Attempt
	wait  chan struct{} // a scan waits for it
	began chan struct{}
	fault error
}

func (s *shelf) Scan(ctx context.Context, address string, _ []uint8) ([]commission.Found, error) {
	s.asked = append(s.asked, address)
	if s.wait != nil {
		close(s.began)
		<-s.wait
	}
	if _, bounded := ctx.Deadline(); !bounded {
		return nil, errors.New("the question has no end")
	}
	return []commission.Found{{Unit: 1}}, s.fault
}

func (s *shelf) Read(_ context.Context, spot commission.Spot) (commission.Look, error) {
	s.spots = append(s.spots, spot)
	return commission.Look{Vendor: "KOSTAL"}, s.fault
}

func (s *shelf) Try(_ context.Context, spot commission.Spot, a commission.Attempt) (commission.Tried, error) {
	s.spots, s.tried = append(s.spots, spot), append(s.tried, a)
	return commission.Tried{}, s.fault
}

func (s *shelf) Profiles() []commission.Known {
	return []commission.Known{
		{ID: "battery", Natures: []string{"ESS"}, Port: 1502, Unit: 71},
		{ID: "meter", Natures: []string{"METER"}, Port: 502, Unit: 1, OneClient: true},
	}
}

func bench(s *shelf) *commission.Bench {
	return commission.NewBench(commission.Config{
		Reach: s,
		Devices: []site.Device{
			{Key: "battery0", Profile: "battery", Address: "192.168.1.20:1502"},
			{Key: "meter0", Profile: "meter", Address: "192.168.1.21:502"},
		},
		Lookup: func(_ context.Context, host string) ([]netip.Addr, error) {
			switch host {
			case "inverter.local":
				return []netip.Addr{netip.MustParseAddr("192.168.1.30")}, nil
			case "rebound.example":
				return []netip.Addr{netip.MustParseAddr("192.168.1.30"), netip.MustParseAddr("8.8.8.8")}, nil
			}
			return nil, errors.New("no such host")
		},
	})
}

func TestOnlyTheSitesOwnNetworksAreAsked(t *testing.T) {
	tests := map[string]struct {
		address, asked string
		code           reason.Code
	}{
		"this machine":              {"127.0.0.1:1502", "127.0.0.1:1502", ""},
		"a private network":         {"192.168.1.30:502", "192.168.1.30:502", ""},
		"a name, by its number":     {"inverter.local:502", "192.168.1.30:502", ""},
		"a public address":          {"8.8.8.8:502", "", reason.NotLocal},
		"a public IPv6 address":     {"[2001:4860::1]:502", "", reason.NotLocal},
		"a name that leads outside": {"rebound.example:502", "", reason.NotLocal},
		"a name that is none":       {"nowhere.local:502", "", reason.DeviceSilent},
		"no port":                   {"192.168.1.30", "", reason.InvalidValue},
		"no host":                   {":502", "", reason.InvalidValue},
		"a device that takes one connection and is driven": {"192.168.1.21:502", "", reason.DeviceInUse},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			s := &shelf{}
			_, err := bench(s).Scan(t.Context(), tt.address, nil)
			if tt.code != "" {
				if !errors.Is(err, reason.New(tt.code, nil)) || len(s.asked) != 0 {
					t.Errorf("got %v, asked %v, want %s", err, s.asked, tt.code)
				}
				return
			}
			if err != nil || len(s.asked) != 1 || s.asked[0] != tt.asked {
				t.Errorf("asked %v, %v", s.asked, err)
			}
		})
	}
}

func TestAScanIsBoundedAndAlone(t *testing.T) {
	s := &shelf{}
	if _, err := bench(s).Scan(t.Context(), "127.0.0.1:502", make([]uint8, commission.MostUnits+1)); !errors.Is(err, reason.New(reason.InvalidValue, nil)) {
		t.Errorf("too many units: %v", err)
	}
	s = &shelf{wait: make(chan struct{}), began: make(chan struct{})}
	b := bench(s)
	done := make(chan error, 1)
	go func() {
		_, err := b.Scan(t.Context(), "127.0.0.1:502", nil)
		done <- err
	}()
	<-s.began
	if _, err := b.Read(t.Context(), commission.Spot{Address: "127.0.0.1", Profile: "battery"}); !errors.Is(err, reason.New(reason.CommissioningBusy, nil)) {
		t.Errorf("a second question: %v", err)
	}
	close(s.wait)
	if err := <-done; err != nil {
		t.Error(err)
	}
}

func TestASetPointIsTriedOnlyWhereTheEdgeDrivesNothing(t *testing.T) {
	unit := uint8(72)
	tests := map[string]struct {
		spot commission.Spot
		hold time.Duration
		code reason.Code
	}{
		"another device":                        {commission.Spot{Address: "192.168.1.30", Profile: "battery"}, time.Second, ""},
		"another unit behind the same address":  {commission.Spot{Address: "192.168.1.20:1502", Unit: &unit, Profile: "battery"}, time.Second, ""},
		"the edge's own battery":                {commission.Spot{Address: "192.168.1.20:1502", Profile: "battery"}, time.Second, reason.DeviceDriven},
		"the edge's own, by the profile's port": {commission.Spot{Address: "192.168.1.20", Profile: "battery"}, time.Second, reason.DeviceDriven},
		"for no time":                           {commission.Spot{Address: "192.168.1.30", Profile: "battery"}, 0, reason.InvalidValue},
		"for too long":                          {commission.Spot{Address: "192.168.1.30", Profile: "battery"}, time.Minute, reason.InvalidValue},
		"by a profile that does not exist":      {commission.Spot{Address: "192.168.1.30", Profile: "none"}, time.Second, reason.UnknownName},
		"as what the profile has not":           {commission.Spot{Address: "192.168.1.30", Profile: "battery", Nature: "PV"}, time.Second, reason.InvalidValue},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			s := &shelf{}
			_, err := bench(s).Try(t.Context(), tt.spot, commission.Attempt{Channel: "SetActivePower", Value: 1, Hold: tt.hold})
			if tt.code != "" {
				if !errors.Is(err, reason.New(tt.code, nil)) || len(s.tried) != 0 {
					t.Errorf("got %v, tried %v, want %s", err, s.tried, tt.code)
				}
				return
			}
			if err != nil || len(s.tried) != 1 || s.spots[0].Unit == nil || !strings.HasSuffix(s.spots[0].Address, ":1502") {
				t.Errorf("tried %v at %+v, %v", s.tried, s.spots, err)
			}
		})
	}
}

func TestADeviceThatDoesNotAnswerIsSaidInOneLine(t *testing.T) {
	s := &shelf{fault: errors.New("connection refused")}
	_, err := bench(s).Read(t.Context(), commission.Spot{Address: "192.168.1.30", Profile: "battery"})
	refusal, ok := errors.AsType[*reason.Error](err)
	if !ok || refusal.Code != reason.DeviceSilent || refusal.Params["detail"] != "connection refused" {
		t.Errorf("got %v", err)
	}
	s.fault = reason.New(reason.UnknownChannel, reason.Params{"channel": "x"})
	if _, err := bench(s).Read(t.Context(), commission.Spot{Address: "192.168.1.30", Profile: "battery"}); !errors.Is(err, s.fault) {
		t.Errorf("a refusal of its own became %v", err)
	}
}

func TestTheSnippetIsWhatASiteFileTakesOnceTheNameplateIsFilledIn(t *testing.T) {
	unit := uint8(71)
	text := commission.Snippet(commission.Spot{Address: "192.168.1.30:1502", Unit: &unit, Profile: "kostal-plenticore"}, commission.Look{Values: []commission.Value{
		{Nature: "ESS", Channel: "SOC", Quality: "GOOD"},
		{Nature: "ESS", Channel: "ActivePower", Quality: "GOOD"},
		{Nature: "PV", Channel: "ActivePower", Quality: "BAD"},
		{Nature: "GRID_METER", Channel: "ActivePower", Quality: "GOOD"},
	}})
	filled := strings.NewReplacer("max_apparent_power_va: 0", "max_apparent_power_va: 5000", "capacity_wh: 0", "capacity_wh: 9000").Replace(text)
	c, err := site.Parse("site.yaml", []byte("site: {name: house}\n"+filled))
	if err != nil {
		t.Fatalf("%v in\n%s", err, filled)
	}
	if len(c.Devices) != 1 || c.Devices[0].Key != "kostal-plenticore-71" || *c.Devices[0].Unit != 71 || len(c.Assets) != 2 || c.Assets[0].Nature != "ESS" {
		t.Errorf("the file says %+v, %+v", c.Devices, c.Assets)
	}
	if !strings.Contains(text, "# from the nameplate") {
		t.Errorf("nothing says what is missing:\n%s", text)
	}
}

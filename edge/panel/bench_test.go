package panel_test

import (
	"context"
	"errors"
	"net/http"
	"strings"
	"testing"

	"ohmstead/edge/commission"
	"ohmstead/energy/reason"
)

// shelf is a bench with one device.
type shelf struct {
	tried []commission.Attempt
	units []uint8
	fault error
}

func (s *shelf) Profiles() []commission.Known {
	return []commission.Known{{ID: "battery", Vendor: "KOSTAL", Natures: []string{"ESS"}, Port: 1502, Unit: 71}}
}

func (s *shelf) Scan(_ context.Context, _ string, units []uint8) ([]commission.Found, error) {
	s.units = units
	return []commission.Found{{Unit: 71, Vendor: "KOSTAL", Profiles: []string{"battery"}}}, s.fault
}

func (s *shelf) Read(context.Context, commission.Spot) (commission.Look, error) {
	return commission.Look{Vendor: "KOSTAL", Writable: []string{"SetActivePower"}, Values: []commission.Value{
		{Nature: "ESS", Channel: "SOC", Unit: "%", Quality: "GOOD", Number: 55}, {Nature: "ESS", Channel: "SOH", Unit: "%", Quality: "BAD", Number: 7},
	}}, s.fault
}

func (s *shelf) Try(_ context.Context, _ commission.Spot, a commission.Attempt) (commission.Tried, error) {
	s.tried = append(s.tried, a)
	return commission.Tried{Applied: commission.Value{Channel: "SetActivePowerApplied", Unit: "W", Quality: "GOOD", Number: a.Value}}, s.fault
}

func TestDevicesAreCommissionedBehindTheLogin(t *testing.T) {
	s := newStand(t)
	paths := []string{"/api/panel/scan", "/api/panel/read", "/api/panel/try"}
	for _, path := range paths {
		status, body := s.ask("POST", path, `{}`)
		s.refused(reason.Unauthenticated, status, body)
	}
	s.logIn()
	if status, body := s.ask("GET", "/api/panel/profiles", ""); status != http.StatusOK || !strings.Contains(body, `"port":1502`) {
		t.Errorf("profiles: %d %s", status, body)
	}
	status, body := s.ask("POST", "/api/panel/scan", `{"address":"127.0.0.1:1502","units":[71,1]}`)
	if status != http.StatusOK || !strings.Contains(body, `"profiles":["battery"]`) || len(s.shelf.units) != 2 {
		t.Errorf("scan: %d %s, units %v", status, body, s.shelf.units)
	}
	status, body = s.ask("POST", "/api/panel/read", `{"address":"127.0.0.1:1502","unit":71,"profile":"battery"}`)
	for _, want := range []string{`"channel":"SOC","unit":"%","quality":"GOOD","value":55`, `"channel":"SOH","unit":"%","quality":"BAD","value":null`, `unit: 71`} {
		if status != http.StatusOK || !strings.Contains(body, want) {
			t.Errorf("read: %d, no %s in %s", status, want, body)
		}
	}
	status, body = s.ask("POST", "/api/panel/try", `{"address":"127.0.0.1:1502","profile":"battery","channel":"SetActivePower","value":-500,"seconds":3,"reason":"a look"}`)
	if status != http.StatusOK || !strings.Contains(body, `"value":-500`) || len(s.shelf.tried) != 1 {
		t.Errorf("try: %d %s", status, body)
	}
	if last := s.events[len(s.events)-1]; last.Code != string(reason.DeviceTried) || last.Params["by"] != "local panel" {
		t.Errorf("the backend is told %+v", last)
	}
}

func TestBadQuestionsGetOneClearLine(t *testing.T) {
	s := newStand(t)
	s.logIn()
	tests := map[string]struct {
		path, body string
		want       reason.Code
	}{
		"a unit that is none":   {"/api/panel/scan", `{"address":"127.0.0.1:502","units":[256]}`, reason.InvalidValue},
		"a unit of no device":   {"/api/panel/read", `{"address":"127.0.0.1:502","unit":-1,"profile":"battery"}`, reason.InvalidValue},
		"without a reason":      {"/api/panel/try", `{"address":"127.0.0.1:502","profile":"battery","channel":"SetActivePower","value":1,"seconds":1}`, reason.MissingField},
		"a value that is none":  {"/api/panel/try", `{"address":"127.0.0.1:502","value":"much"}`, reason.SyntaxError},
		"an address as a field": {"/api/panel/scan", `{"host":"127.0.0.1"}`, reason.SyntaxError},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			status, body := s.ask("POST", tt.path, tt.body)
			s.refused(tt.want, status, body)
		})
	}
	s.shelf.fault = reason.Wrap(errors.New("refused"), reason.NotLocal, reason.Params{"address": "8.8.8.8:502"})
	status, body := s.ask("POST", "/api/panel/scan", `{"address":"8.8.8.8:502"}`)
	s.refused(reason.NotLocal, status, body)
	if len(s.shelf.tried) != 0 {
		t.Errorf("tried %v", s.shelf.tried)
	}
}

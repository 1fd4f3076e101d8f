package edge

import (
	"context"
	"errors"
	"math"
	"testing"
	"time"

	"ohmstead/edge/commission"
	"ohmstead/energy/reason"
	"ohmstead/wire"
)

// shelf is one device behind every address.
type shelf struct {
	spots []commission.Spot
	tried []commission.Attempt
	fault error
}

func (s *shelf) Scan(context.Context, string, []uint8) ([]commission.Found, error) {
	return []commission.Found{{Unit: 71, Vendor: "KOSTAL"}}, s.fault
}

func (s *shelf) Read(_ context.Context, spot commission.Spot) (commission.Look, error) {
	s.spots = append(s.spots, spot)
	return commission.Look{Vendor: "KOSTAL", Values: []commission.Value{
		{Nature: "ESS", Channel: "SOC", Unit: "%", Quality: "GOOD", Number: 55},
		{Nature: "ESS", Channel: "Temperature", Unit: "°C", Quality: "GOOD", Number: math.NaN()},
		{Nature: "ESS", Channel: "ActivePower", Unit: "W", Quality: "BAD", Number: 7},
	}}, s.fault
}

func (s *shelf) Try(_ context.Context, spot commission.Spot, a commission.Attempt) (commission.Tried, error) {
	s.spots, s.tried = append(s.spots, spot), append(s.tried, a)
	return commission.Tried{Applied: commission.Value{Quality: "GOOD", Number: a.Value}}, s.fault
}

func TestProbesGoThroughTheBench(t *testing.T) {
	s, raised := &shelf{}, []wire.Event{}
	p := prober{s, func(e wire.Event) { raised = append(raised, e) }, func() time.Time { return time.Unix(1, 0) }}
	ask := func(kind wire.CommandKind, q wire.Probe) (wire.ProbeResult, error) {
		return p.probe(t.Context(), wire.Command{Kind: kind, IssuedBy: "ann", Reason: "the test"}, q)
	}
	met, err := ask(wire.CommandScan, wire.Probe{Address: "192.168.1.30:502"})
	if err != nil || len(met.Found) != 1 || met.Found[0].Profiles == nil {
		t.Errorf("a scan gives %+v, %v", met, err)
	}
	read, err := ask(wire.CommandScan, wire.Probe{Address: "192.168.1.30:502", Profile: "battery"})
	if err != nil || read.Read == nil || len(read.Read.Values) != 3 || *read.Read.Values[0].Value != 55 || read.Read.Values[1].Value != nil || read.Read.Values[2].Value != nil {
		t.Errorf("a reading gives %+v, %v", read.Read, err)
	}
	if len(raised) != 0 || len(s.tried) != 0 {
		t.Errorf("a scan wrote: %v %v", raised, s.tried)
	}
	tried, err := ask(wire.CommandTestWrite, wire.Probe{Address: "192.168.1.30", Profile: "battery", Channel: "SetActivePower", Value: 500, Seconds: 3})
	if err != nil || tried.Tried == nil || *tried.Tried.Applied.Value != 500 || s.tried[0].Hold != 3*time.Second || len(raised) != 1 || raised[0].Params["by"] != "ann" {
		t.Errorf("a test gives %+v, %v, told %v", tried.Tried, err, raised)
	}
	s.fault = reason.New(reason.DeviceDriven, nil)
	if _, err := ask(wire.CommandTestWrite, wire.Probe{Address: "x", Profile: "battery"}); !errors.Is(err, s.fault) || len(raised) != 1 {
		t.Errorf("a refusal of the bench: %v, told %v", err, raised)
	}
}

package wire_test

import (
	"bytes"
	"compress/gzip"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"ohmstead/energy/reason"
	"ohmstead/energy/topology"
	"ohmstead/wire"
)

func sampleControl() wire.ControlReport {
	at := time.Date(2026, 6, 1, 12, 0, 0, 0, time.UTC)
	watts, most, least, soc := int64(-1200), int64(4000), -5000.0, 57.5
	return wire.ControlReport{
		Version: wire.Version, At: at, Site: "Hof", TimeZone: "Europe/Berlin", Software: "v7", State: "RUN", Mode: "SELF_CONSUMPTION", Enabled: true,
		Cycle:       wire.CycleReport{PeriodMicros: 200_000, Cycles: 7},
		Faults:      []wire.FaultReport{{By: "protection", Code: reason.GridProtectionTrip, Params: map[string]any{}, At: at, Lasts: true}},
		Controllers: []wire.ControllerReport{{ID: "zero", Type: "SELF_CONSUMPTION", Class: "OPTIMIZATION", Armed: true, Requests: 1, Cuts: 1}},
		Assets: []wire.AssetReport{{
			Key: "ess0", Name: "Battery", Nature: "ESS", Controllable: true, GivenWatts: &watts, SOCPercent: &soc,
			Setpoints: []wire.SetpointReport{{Channel: "SetActivePower", Unit: "W", Value: -1200}},
			Requests:  []wire.RequestReport{{By: "asset", Class: "PHYSICS", Unit: "W", Least: &least}},
			Cuts:      []wire.CutReport{{By: "zero", Class: "OPTIMIZATION", Unit: "W", Asked: -6000, Given: -5000, BoundBy: "asset", Code: reason.AssetLimit, Params: map[string]any{}}},
		}},
		Overrides: []wire.OverrideReport{},
		Limits: []wire.LimitReport{
			{Ref: "contract", Code: reason.ConnectionLimit, MaxWatts: &most},
			{Ref: "circuit", Code: reason.ConsumptionLimit, MaxWatts: &most, Constraint: topology.ConsumptionCap, Meter: "meter0"},
		},
		Devices: []wire.DeviceReport{{Key: "inverter", Status: "ANSWERING", Conditions: []wire.ConditionReport{}}},
	}
}

func TestAControlReportComesThroughAsItWas(t *testing.T) {
	sent := sampleControl()
	data, err := wire.EncodeControl(sent)
	if err != nil {
		t.Fatal(err)
	}
	got, err := wire.DecodeControl(data)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(sent, got); diff != "" {
		t.Errorf("(-sent +got)\n%s", diff)
	}
}

func TestAControlReportWithoutItsListsHasEmptyOnes(t *testing.T) {
	got, err := wire.DecodeControl(packed(t, `{"version":1,"at":"2026-06-01T12:00:00Z","state":"RUN","newer":1,"assets":[{"key":"a","cuts":[{"by":"b"}]}],"faults":[{"by":"c"}]}`))
	if err != nil {
		t.Fatal(err)
	}
	if got.Controllers == nil || got.Overrides == nil || got.Limits == nil || got.Devices == nil || got.Assets[0].Requests == nil || got.Assets[0].Setpoints == nil {
		t.Errorf("a list is missing: %+v", got)
	}
	if got.Faults[0].Params == nil || got.Assets[0].Cuts[0].Params == nil {
		t.Errorf("values are missing: %+v", got)
	}
}

func TestAControlReportThatIsTooLargeSaysHowMuchItLeftOut(t *testing.T) {
	sent := sampleControl()
	for i := range 3_000 {
		sent.Assets[0].Requests = append(sent.Assets[0].Requests, wire.RequestReport{By: fmt.Sprintf("controller %d", i), Class: "GRID", Unit: "W", Code: reason.PeakLimit})
	}
	all := len(sent.Assets[0].Requests)
	data, err := wire.EncodeControl(sent)
	if err != nil {
		t.Fatal(err)
	}
	got, err := wire.DecodeControl(data)
	if err != nil {
		t.Fatal(err)
	}
	kept := len(got.Assets[0].Requests)
	if kept == 0 || got.LeftOut == 0 || kept+got.LeftOut != all {
		t.Errorf("of %d requests %d are kept and %d are said to be left out", all, kept, got.LeftOut)
	}
	if len(got.Assets[0].Cuts) != 1 {
		t.Errorf("%d cuts are kept, want the one: requests go first", len(got.Assets[0].Cuts))
	}
	if len(sent.Assets[0].Requests) != all {
		t.Error("encoding has changed what it was given")
	}
	for i := range 3_000 {
		sent.Devices = append(sent.Devices, wire.DeviceReport{Key: fmt.Sprintf("device %d", i), Detail: strings.Repeat("x", 100)})
	}
	if _, err := wire.EncodeControl(sent); err == nil {
		t.Error("a report of which nothing more can be left out was sent all the same")
	}
}

func TestAControlReportIsRefusedByName(t *testing.T) {
	tests := map[string]struct {
		data []byte
		want reason.Code
	}{
		"nothing":                    {nil, reason.SyntaxError},
		"not packed":                 {[]byte(`{"version":1}`), reason.SyntaxError},
		"cut off":                    {packed(t, `{"version":1}`)[:12], reason.SyntaxError},
		"no JSON":                    {packed(t, `{`), reason.SyntaxError},
		"two objects":                {packed(t, `{"version":1,"at":"2026-06-01T12:00:00Z","state":"RUN"} {}`), reason.SyntaxError},
		"another version":            {packed(t, `{"version":2,"at":"2026-06-01T12:00:00Z","state":"RUN"}`), reason.InvalidValue},
		"no version":                 {packed(t, `{"at":"2026-06-01T12:00:00Z","state":"RUN"}`), reason.MissingField},
		"no instant":                 {packed(t, `{"version":1,"state":"RUN"}`), reason.MissingField},
		"no state":                   {packed(t, `{"version":1,"at":"2026-06-01T12:00:00Z"}`), reason.MissingField},
		"a state of no words":        {packed(t, `{"version":1,"at":"2026-06-01T12:00:00Z","state":1}`), reason.InvalidValue},
		"far too much behind little": {packed(t, `{"version":1,"at":"2026-06-01T12:00:00Z","state":"RUN","site":"`+strings.Repeat("a", 2*wire.MaxControlBytes)+`"}`), reason.SyntaxError},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			if _, err := wire.DecodeControl(tt.data); !errors.Is(err, reason.New(tt.want, nil)) {
				t.Errorf("got %v, want %s", err, tt.want)
			}
		})
	}
}

func packed(t testing.TB, text string) []byte {
	t.Helper()
	var b bytes.Buffer
	w := gzip.NewWriter(&b)
	if _, err := w.Write([]byte(text)); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func FuzzControl(f *testing.F) {
	data, err := wire.EncodeControl(sampleControl())
	if err != nil {
		f.Fatal(err)
	}
	f.Add(data)
	f.Add(packed(f, `{"version":1,"at":"2026-06-01T12:00:00Z","state":"RUN","assets":[{},{"cuts":[{}]}]}`))
	f.Add([]byte("\x1f\x8b"))
	f.Fuzz(func(t *testing.T, data []byte) {
		r, err := wire.DecodeControl(data)
		if err != nil {
			return
		}
		again, err := wire.EncodeControl(r)
		if err != nil {
			return // escaping made it longer than its bound
		}
		back, err := wire.DecodeControl(again)
		if err != nil {
			t.Fatalf("a decoded report does not come through again: %v", err)
		}
		if back.State != r.State || len(back.Assets) != len(r.Assets) {
			t.Errorf("%+v became %+v", r, back)
		}
	})
}

package document_test

import (
	"context"
	"math"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"ohmstead/energy/point"
	"ohmstead/field/document"
)

func library(t testing.TB) *document.Library {
	t.Helper()
	lib, err := document.Load()
	if err != nil {
		t.Fatal(err)
	}
	return lib
}

func find(t testing.TB, id string) *document.Profile {
	t.Helper()
	p, ok := library(t).Profile(id)
	if !ok {
		t.Fatalf("no profile %s", id)
	}
	return p
}

// params fills in what a profile requires.
func params(p *document.Profile) map[string]string {
	out := map[string]string{}
	for _, q := range p.Params {
		if q.Required {
			out[q.Name] = "x1"
		}
	}
	return out
}

func compile(t testing.TB, p *document.Profile, natures ...point.Nature) *document.Plan {
	t.Helper()
	plan, err := p.Compile(document.Options{Targets: natures, Params: params(p)})
	if err != nil {
		t.Fatal(err)
	}
	return plan
}

// The samples are what real devices answered; the values beside them were worked out by hand.
func TestRealAnswersGiveTheseValues(t *testing.T) {
	tests := []struct {
		profile string
		nature  point.Nature
		want    map[string]float64
	}{
		{"shelly-gen2-switch", point.Load, map[string]float64{
			"ActivePower": 2.7, "Voltage_L1": 227.9, "Current_L1": 0.121, "EnergyConsumed": 7258.589, "SetEnabledApplied": 1,
		}},
		{"shelly-gen1-plug", point.Load, map[string]float64{"ActivePower": 0, "EnergyConsumed": 2632.0 / 60, "SetEnabledApplied": 0}},
		{"shelly-gen2-3em", point.GridMeter, map[string]float64{
			"ActivePower": 558.965, "ActivePower_L2": 170.8, "Current_L3": 0.428, "Frequency": 50, "EnergyImport": 2589773.39, "EnergyExport": 1026.61,
		}},
		{"homewizard-v1", point.GridMeter, map[string]float64{
			"ActivePower": -543, "ActivePower_L1": -676, "Current_L1": 4, "EnergyImport": 13779338, "EnergyExport": 0, "Voltage_L3": 229.612,
		}},
		{"enphase-envoy", point.PV, map[string]float64{"ActivePower": -488.925, "EnergyGenerated": 3183793.885}},
		{"enphase-envoy", point.GridMeter, map[string]float64{"ActivePower": -36.162, "EnergyImport": 3738205.282, "EnergyExport": 1776768.769, "ActivePower_L3": -0.451}},
		{"go-e-charger", point.EVCS, map[string]float64{"SetMaxCurrentApplied": 16, "SetPhasesApplied": 3, "Voltage_L1": 230}},
		{"tasmota-http", point.Load, map[string]float64{"ActivePower": 25, "EnergyConsumed": 12345, "SetEnabledApplied": 0}},
		{"battery-can-35x", point.ESS, map[string]float64{
			"AllowedChargePower": 25 * 52, "AllowedDischargePower": 50 * 52, "Voltage": 52, "ActivePower": 0, "Temperature": 20,
		}},
	}
	for _, tt := range tests {
		t.Run(tt.profile+" as "+string(tt.nature), func(t *testing.T) {
			plan := compile(t, find(t, tt.profile), tt.nature)
			got := map[string]float64{}
			at := time.Date(2026, 5, 1, 12, 0, 0, 0, time.UTC)
			for i, s := range plan.Sources {
				values, err := plan.Take(context.Background(), document.Arrival{Source: i, Document: s.Sample, At: at})
				if err != nil && s.Sample != nil {
					t.Error(err)
				}
				for _, v := range values {
					if v.State == document.Good {
						got[plan.Slots[v.Slot].Channel.Name] = v.Number
					}
				}
			}
			for channel, want := range tt.want {
				if v, ok := got[channel]; !ok || math.Abs(v-want) > 1e-9*math.Max(1, math.Abs(want)) {
					t.Errorf("%s is %v, %v; want %v", channel, v, ok, want)
				}
			}
		})
	}
}

// Every channel of every profile can be shown by the twin and is found again by the driver's plan.
func TestEveryChannelOfEveryProfileCanBeShownAndFound(t *testing.T) {
	for _, protocol := range []document.Protocol{document.HTTP, document.MQTT, document.CAN} {
		for _, id := range library(t).Where(document.Speaks(protocol)) {
			p := find(t, id)
			for _, nature := range p.Natures {
				twin, err := p.Twin(document.Options{Targets: []point.Nature{nature}, Params: params(p)})
				if err != nil {
					t.Fatal(err)
				}
				for i, s := range twin.Plan().Slots {
					v := 1.0
					if s.Channel.Unit == point.Volt {
						v = 50
					}
					if err := twin.Set(0, s.Channel.Name, v); err != nil {
						t.Errorf("%s, slot %d: %v", id, i, err)
					}
					if got, ok := twin.Value(0, s.Channel.Name); !ok || math.Abs(got-v) > 0.05 {
						t.Errorf("%s shows %s as %v, %v instead of %v", id, s.Channel.Name, got, ok, v)
					}
				}
			}
		}
	}
}

// What the driver sends is what the twin understands, for every set-point of every profile.
func TestEveryOrderOfEveryProfileIsUnderstood(t *testing.T) {
	for _, protocol := range []document.Protocol{document.HTTP, document.MQTT} {
		for _, id := range library(t).Where(document.Speaks(protocol)) {
			p := find(t, id)
			for _, nature := range p.Natures {
				twin, err := p.Twin(document.Options{Targets: []point.Nature{nature}, Params: params(p)})
				if err != nil {
					t.Fatal(err)
				}
				for g, group := range twin.Plan().Groups {
					for _, v := range values(group.Channel.Name) {
						messages, err := twin.Plan().Encode(g, v)
						if err != nil {
							t.Errorf("%s cannot order %s %v: %v", id, group.Channel.Name, v, err)
							continue
						}
						heard := twin.Hear(messages[len(messages)-1])
						if heard.Setting == nil || heard.Setting.Channel != group.Channel.Name || math.Abs(heard.Setting.Value-v) > 1 {
							t.Errorf("%s understands %s %v as %+v from %+v", id, group.Channel.Name, v, heard.Setting, messages)
						}
					}
				}
			}
		}
	}
}

func values(channel string) []float64 {
	switch channel {
	case "SetEnabled":
		return []float64{0, 1}
	case "SetMaxCurrent":
		return []float64{0, 6, 16, 32}
	case "SetPhases":
		return []float64{1, 3}
	}
	return []float64{0, 1500, -900}
}

const acme = `
id: acme
natures: [LOAD]
transport: {protocol: http}
params:
  index: {what: which one}
documents:
  - {name: status, get: "/status/{index}", sample: '{"w": 5, "on": true, "text": "ready"}'}
points:
  - {channel: ActivePower, from: status, value: .w, unit: W, invalid: [-1], valid: [-10, 5000]}
controls:
  - channel: SetEnabled
    enum: {"yes": 1, "no": 0}
    send: [{put: "/set/{index}?on={value}&for={hold}", body: '{"on": "{value}"}'}]
    read_back: {from: status, value: .on, enum: {"true": 1, "false": 0}}
watchdog: {kind: DURATION, period: 10s, timeout: 45s, on_loss: ZERO}
confidence: invented for tests
source: [none]
`

func parse(t testing.TB, text string) *document.Profile {
	t.Helper()
	p, err := document.ParseProfile("acme.yaml", []byte(text))
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func TestOrdersFillInWhatTheProfileLeavesOpen(t *testing.T) {
	plan, err := parse(t, acme).Compile(document.Options{Targets: []point.Nature{point.Load}, Params: map[string]string{"index": "7"}})
	if err != nil {
		t.Fatal(err)
	}
	if got := plan.Sources[0].Path; got != "/status/7" {
		t.Errorf("the document is at %s", got)
	}
	got, err := plan.Encode(0, 1)
	if err != nil {
		t.Fatal(err)
	}
	want := document.Message{Method: "PUT", Path: "/set/7?on=yes&for=45", Body: `{"on": "yes"}`, ContentType: "application/json"}
	if diff := cmp.Diff([]document.Message{want}, got, cmp.AllowUnexported()); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	for name, v := range map[string]float64{"not a number": math.NaN(), "no code": 0.5} {
		if _, err := plan.Encode(0, v); err == nil {
			t.Errorf("%s is sent", name)
		}
	}
}

func TestWhatADocumentSays(t *testing.T) {
	tests := map[string]struct {
		doc   string
		state document.State
		want  float64
		fault string
	}{
		"a number":                     {`{"w": 12.5}`, document.Good, 12.5, ""},
		"a number in quotes":           {`{"w": "12.5"}`, document.Good, 12.5, ""},
		"nothing there":                {`{}`, document.Bad, 0, ""},
		"null":                         {`{"w": null}`, document.Bad, 0, ""},
		"the sentinel":                 {`{"w": -1}`, document.Bad, 0, ""},
		"a value outside its range":    {`{"w": 5001}`, document.Bad, 0, ""},
		"a word":                       {`{"w": "ready"}`, document.Bad, 0, "ActivePower: query .w: ready is no number"},
		"a list":                       {`{"w": [1]}`, document.Bad, 0, "is no single value"},
		"another kind of document":     {`[1]`, document.Bad, 0, "expected an object"},
		"no document":                  {``, document.Bad, 0, ""},
		"a number beyond all bounds":   {`{"w": "1e400"}`, document.Bad, 0, "is no number"},
		"a number that is not a value": {`{"w": "NaN"}`, document.Bad, 0, "is no number"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			plan := compile(t, parse(t, strings.Replace(acme, "    read_back: {from: status, value: .on, enum: {\"true\": 1, \"false\": 0}}\n", "", 1)), point.Load)
			doc, err := document.Parse([]byte(tt.doc))
			if err != nil {
				t.Fatal(err)
			}
			got, err := plan.Take(context.Background(), document.Arrival{Source: 0, Document: doc})
			if len(got) != 1 || got[0].State != tt.state || got[0].Number != tt.want {
				t.Errorf("got %+v", got)
			}
			if tt.fault == "" && err != nil || tt.fault != "" && (err == nil || !strings.Contains(err.Error(), tt.fault)) {
				t.Errorf("the fault is %v, want %q", err, tt.fault)
			}
		})
	}
	for _, text := range []string{`{"w": `, `{} {}`, `<html>`} {
		if _, err := document.Parse([]byte(text)); err == nil {
			t.Errorf("%s is a document", text)
		}
	}
}

func TestAValueOfSeveralDocumentsIsAsOldAsTheOldest(t *testing.T) {
	plan := compile(t, find(t, "battery-can-35x"), point.ESS)
	source := func(name string) int {
		return slices.IndexFunc(plan.Sources, func(s document.Source) bool { return s.Name == name })
	}
	t0 := time.Date(2026, 5, 1, 12, 0, 0, 0, time.UTC)
	allowed := func(name string, at time.Time) (document.Value, bool) {
		values, err := plan.Take(context.Background(), document.Arrival{Source: source(name), Document: plan.Sources[source(name)].Sample, At: at})
		if err != nil {
			t.Fatal(err)
		}
		i := slices.IndexFunc(values, func(v document.Value) bool { return plan.Slots[v.Slot].Channel.Name == point.AllowedCharge })
		if i < 0 {
			return document.Value{}, false
		}
		return values[i], true
	}
	if v, ok := allowed("Limits", t0); ok {
		t.Errorf("limits without a voltage allow %+v", v)
	}
	if v, ok := allowed("Measurements", t0.Add(time.Second)); ok {
		t.Errorf("limits without flags allow %+v", v)
	}
	for i, name := range []string{"RequestFlags", "Measurements", "RequestFlags"} {
		if v, ok := allowed(name, t0.Add(time.Duration(2+i)*time.Second)); !ok || v.Number != 1300 || !v.At.Equal(t0) {
			t.Errorf("with the limits of 12:00:00 it allows %+v, %v", v, ok)
		}
	}
	if v, ok := allowed("Limits", t0.Add(9*time.Second)); !ok || !v.At.Equal(t0.Add(3*time.Second)) {
		t.Errorf("with new limits and a voltage of 12:00:03 it allows %+v", v)
	}
	plan.Forget()
	if v, ok := allowed("Limits", t0.Add(10*time.Second)); ok {
		t.Errorf("a battery that was silent allows %+v", v)
	}
}

func TestParametersThatDoNotFitAreRefusedByName(t *testing.T) {
	p := parse(t, acme)
	tests := map[string]struct {
		params map[string]string
		want   string
	}{
		"one is missing":         {nil, "MISSING_FIELD: devices[0].params.index is missing: which one"},
		"one is unknown":         {map[string]string{"index": "1", "indx": "2"}, "UNKNOWN_FIELD: unknown field devices[0].params.indx; known are index"},
		"one leaves its place":   {map[string]string{"index": "1?reboot=1"}, `INVALID_VALUE: devices[0].params.index is "1?reboot=1", want letters, digits and _ . : - / only, at most 128`},
		"one is empty":           {map[string]string{"index": ""}, `INVALID_VALUE: devices[0].params.index is "", want letters, digits`},
		"one names every topic":  {map[string]string{"index": "#"}, `INVALID_VALUE: devices[0].params.index is "#"`},
		"one begins a new query": {map[string]string{"index": "a&b"}, `INVALID_VALUE: devices[0].params.index is "a&b"`},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			_, err := p.Fill("devices[0].params", tt.params)
			if err == nil || !strings.HasPrefix(err.Error(), tt.want) {
				t.Errorf("\n got %v\nwant %s", err, tt.want)
			}
		})
	}
	if _, err := p.Compile(document.Options{Targets: []point.Nature{point.Load, point.Load}, Params: map[string]string{"index": "1"}}); err == nil {
		t.Error("two loads behind one device are compiled")
	}
	if _, err := p.Compile(document.Options{Targets: []point.Nature{point.ESS}, Params: map[string]string{"index": "1"}}); err == nil {
		t.Error("a battery is compiled from a socket")
	}
}

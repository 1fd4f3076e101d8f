package document_test

import (
	"context"
	"strings"
	"testing"

	"ohmstead/energy/point"
	"ohmstead/field/document"
)

// one is a place of the good profile and what stands there instead.
type one struct{ place, instead, want string }

func TestAProfileThatCannotBeIsRefusedByItsLine(t *testing.T) {
	tests := map[string]one{
		"no id":                         {"id: acme\n", "", "acme.yaml:2: MISSING_FIELD: id is missing"},
		"an unknown nature":             {"natures: [LOAD]", "natures: [TOASTER]", "acme.yaml:3: UNKNOWN_NAME: natures names TOASTER"},
		"an unknown protocol":           {"protocol: http", "protocol: ftp", `acme.yaml:4: INVALID_VALUE: transport.protocol is "ftp", want one of http, mqtt, can`},
		"what only MQTT has":            {"{protocol: http}", "{protocol: http, silent_after: 5s}", "acme.yaml:4: UNKNOWN_FIELD: unknown field transport.silent_after"},
		"a parameter without a word":    {"{what: which one}", "{}", "acme.yaml:6: MISSING_FIELD: params.index.what is missing"},
		"a parameter called value":      {"  index: {", "  value: {what: x}\n  index: {", `acme.yaml:6: INVALID_VALUE: params.value is`},
		"a name nobody fills":           {"/status/{index}", "/status/{indx}", "a text whose names in braces are known; {indx} is none of index"},
		"a value in a question":         {"/status/{index}", "/status/{value}", "{value} is none of index"},
		"an address for a path":         {`get: "/status/{index}"`, `get: "http://acme/status"`, "want a path that begins with / and is encoded"},
		"a path with a blank":           {"/status/{index}", "/status 1", "want a path that begins with / and is encoded"},
		"no method":                     {`get: "/status/{index}", `, "", "acme.yaml:8: MISSING_FIELD: documents[0].get is missing"},
		"two methods":                   {`get: "/status/{index}"`, `get: "/a", put: "/b"`, "want only one of get, post and put"},
		"a sample that is no JSON":      {`'{"w": 5, "on": true, "text": "ready"}'`, `'{"w": '`, "documents[0].sample is"},
		"a document twice":              {"points:\n", "  - {name: status, get: /x}\npoints:\n", "DUPLICATE_NAME: document status stands twice"},
		"an unknown document":           {"ActivePower, from: status", "ActivePower, from: stats", "acme.yaml:10: UNKNOWN_NAME: points[0].from names stats, which does not exist; known are status"},
		"a query that is none":          {"value: .w", "value: .w |", "acme.yaml:10: INVALID_VALUE: points[0].value is"},
		"a query nothing can show":      {"value: .w,", "value: .w + 1,", "want a place that can also be set, or show beside it"},
		"a query of what is not there":  {"value: .w,", "value: .text.x,", "want a place that can also be set"},
		"a show that shows another":     {"value: .w,", "value: .w, show: .v = $v,", "acme.yaml:10: INVALID_VALUE: points[0].show is"},
		"a channel the nature has not":  {"channel: ActivePower", "channel: SOC", "acme.yaml:10: UNKNOWN_CHANNEL: there is no channel LOAD.SOC"},
		"a set-point among the points":  {"channel: ActivePower", "channel: SetEnabled", "want a measured channel; set-points belong to controls"},
		"a measurement to be set":       {"channel: SetEnabled", "channel: EnergyConsumed\n    unit: Wh", "want a set-point channel such as SetEnabled"},
		"a unit of something else":      {"unit: W, invalid", "unit: A, invalid", "acme.yaml:10: UNKNOWN_UNIT: unit A does not fit ActivePower; want W"},
		"a channel twice":               {"controls:\n", "  - {channel: ActivePower, from: status, value: .w, unit: W}\ncontrols:\n", "DUPLICATE_NAME: points LOAD.ActivePower stands twice"},
		"a control that sends nothing":  {`    send: [{put: "/set/{index}?on={value}&for={hold}", body: '{"on": "{value}"}'}]` + "\n", "", "MISSING_FIELD: controls[0].send is missing"},
		"no watchdog beside controls":   {"watchdog: {kind: DURATION, period: 10s, timeout: 45s, on_loss: ZERO}\n", "", "MISSING_FIELD: watchdog is missing"},
		"a watchdog that holds":         {"on_loss: ZERO", "on_loss: HOLD", "want what the device does when its watchdog runs out"},
		"no watchdog that acts":         {"kind: DURATION, period: 10s, timeout: 45s, ", "", "want HOLD: a device without a watchdog keeps its last set-point"},
		"a period beyond the time-out":  {"timeout: 45s", "timeout: 9s", `watchdog.timeout is "9s", want a time span longer than period`},
		"an unknown field":              {"read_back: {from", "read_back: {frm: x, from", "UNKNOWN_FIELD: unknown field controls[0].read_back.frm"},
		"no source":                     {"source: [none]\n", "", "MISSING_FIELD: source is missing"},
		"a flash that is written often": {"    enum: {\"yes\"", "    storage: FLASH\n    enum: {\"yes\"", "MISSING_FIELD: controls[0].min_interval is missing"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			if strings.Count(acme, tt.place) != 1 {
				t.Fatalf("%q stands %d times in the good profile", tt.place, strings.Count(acme, tt.place))
			}
			_, err := document.ParseProfile("acme.yaml", []byte(strings.Replace(acme, tt.place, tt.instead, 1)))
			if err == nil || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("\n got %v\nwant %s", err, tt.want)
			}
		})
	}
}

const acmeTopics = `
id: acme-topics
natures: [LOAD]
transport:
  protocol: mqtt
  silent_after: 10s
  available: {topic: "acme/alive", online: "yes", offline: "no"}
  keep_alive: {every: 5s, publish: "acme/wake", payload: "{}"}
points:
  - {channel: ActivePower, topic: "acme/power", payload: TEXT, unit: W}
controls:
  - channel: SetEnabled
    send: [{publish: "acme/set", payload: "{value}"}]
watchdog: {on_loss: HOLD}
confidence: invented for tests
source: [none]
`

func TestAProfileOfTopicsThatCannotBeIsRefused(t *testing.T) {
	tests := map[string]one{
		"no time of silence":      {"  silent_after: 10s\n", "", "MISSING_FIELD: transport.silent_after is missing"},
		"every topic at once":     {`topic: "acme/power"`, `topic: "acme/#"`, "want one topic, without + and #"},
		"an order to everyone":    {`publish: "acme/set"`, `publish: "acme/+"`, "want one topic, without + and #"},
		"a quality of three":      {`payload: "{value}"`, `payload: "{value}", qos: 3`, "want 0, 1 or 2"},
		"nothing that confirms":   {"payload: TEXT", "payload: TEXT, on_change: true", "nothing in transport.confirm says that the value still holds"},
		"a keep-alive of nothing": {"every: 5s", "every: 0s", "want a time span above zero"},
		"a value to stay awake":   {`payload: "{}"`, `payload: "{value}"`, "{value} is none of"},
		"half an availability":    {`, offline: "no"`, "", "MISSING_FIELD: transport.available.offline is missing"},
		"a question over MQTT":    {"points:\n", "identify: {get: /x}\npoints:\n", "only devices that are asked over HTTP are asked what they are"},
	}
	if _, err := document.ParseProfile("acme.yaml", []byte(acmeTopics)); err != nil {
		t.Fatal(err)
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			_, err := document.ParseProfile("acme.yaml", []byte(strings.Replace(acmeTopics, tt.place, tt.instead, 1)))
			if err == nil || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("\n got %v\nwant %s", err, tt.want)
			}
		})
	}
}

func TestAProfileOfAnUnknownNetworkIsRefused(t *testing.T) {
	text := "id: x\nnatures: [ESS]\ntransport: {protocol: can, silent_after: 5s, network: NET}\npoints: [{channel: SOC, from: MSG, value: .SoC, unit: '%'}]\nconfidence: x\nsource: [x]\n"
	for name, tt := range map[string]one{
		"an unknown database": {"", "nonesuch SocSoh", "there is no CAN database nonesuch"},
		"an unknown message":  {"", "battery-35x Nonesuch", "UNKNOWN_NAME: points[0].from names Nonesuch"},
	} {
		net, msg, _ := strings.Cut(tt.instead, " ")
		_, err := document.ParseProfile("x.yaml", []byte(strings.NewReplacer("NET", net, "MSG", msg).Replace(text)))
		if err == nil || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%s\n got %v\nwant %s", name, err, tt.want)
		}
	}
}

func FuzzParseProfile(f *testing.F) {
	f.Add(acme)
	f.Add(acmeTopics)
	f.Fuzz(func(t *testing.T, text string) {
		p, err := document.ParseProfile("acme.yaml", []byte(text))
		if err != nil {
			return
		}
		for _, n := range p.Natures {
			_, _ = p.Twin(document.Options{Targets: []point.Nature{n}, Params: params(p)})
		}
	})
}

// Whatever a device answers, taking it ends and gives finite numbers.
func FuzzTake(f *testing.F) {
	f.Add("shelly-gen2-switch", []byte(`{"apower": 5, "aenergy": {"total": 1}}`))
	f.Add("enphase-envoy", []byte(`[{"eid": 704643584, "activePower": 5, "channels": []}]`))
	f.Add("go-e-charger", []byte(`{"frc": 1, "amp": "x", "nrg": [1, null, {}]}`))
	f.Add("tasmota-http", []byte(`{"POWER": ["ON"]}`))
	f.Add("homewizard-v1", []byte(`{"active_power_w": 1e308}`))
	lib, err := document.Load()
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, id string, payload []byte) {
		p, ok := lib.Profile(id)
		if !ok {
			return
		}
		doc, err := document.Parse(payload)
		if err != nil {
			return
		}
		for _, n := range p.Natures {
			plan, err := p.Compile(document.Options{Targets: []point.Nature{n}, Params: params(p)})
			if err != nil {
				t.Fatal(err)
			}
			for i := range plan.Sources {
				values, _ := plan.Take(context.Background(), document.Arrival{Source: i, Document: doc})
				for _, v := range values {
					if v.State == document.Good && v.Number-v.Number != 0 {
						t.Fatalf("%s gives %v", payload, v.Number)
					}
				}
			}
		}
	})
}

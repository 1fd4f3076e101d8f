package wire_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/uuid"

	"ohmstead/energy/reason"
	"ohmstead/wire"
)

const boot = "0198c0de-0000-7000-8000-000000000007"

func sampleManifest() wire.Manifest {
	watts, share := int64(10_000), 12.5
	return wire.Manifest{
		Version: wire.Version,
		BootID:  boot,
		Site:    wire.ManifestSite{Name: "Hof", TimeZone: "Europe/Berlin"},
		Devices: []wire.ManifestDevice{{Key: "inverter", Protocol: "modbus_tcp", Profile: "kostal_plenticore", Address: "127.0.0.1:1502"}},
		Assets: []wire.ManifestAsset{
			{Key: "meter0", Name: "Netz", Nature: "GRID_METER", MeasuresConnection: true},
			{Key: "battery0", Name: "Batterie", Nature: "ESS", Device: "inverter", MaxActivePowerWatts: &watts, SOCMinPercent: &share},
		},
		Channels: []wire.ManifestChannel{
			{Asset: "meter0", Name: "ActivePower", Unit: "W", Kind: "measurement"},
			{Asset: "battery0", Name: "SOC", Unit: "%", Kind: "measurement"},
			{Asset: "battery0", Name: "CellSpread", Unit: "mV", Kind: "measurement"},
		},
	}
}

func manifestBytes(t testing.TB, m wire.Manifest) []byte {
	t.Helper()
	data, err := m.Encode()
	if err != nil {
		t.Fatal(err)
	}
	return data
}

func TestManifestBytesAndHashNeverChange(t *testing.T) {
	m := sampleManifest()
	golden(t, "manifest.json", string(manifestBytes(t, m))+"\n"+m.Hash().String()+"\n")
}

func TestManifestKeepsItsHashOverBootsAndTheWire(t *testing.T) {
	m := sampleManifest()
	back, err := wire.DecodeManifest(manifestBytes(t, m))
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(m, back); diff != "" {
		t.Error(diff)
	}
	back.BootID = uuid.NewString()
	if back.Hash() != m.Hash() {
		t.Error("another boot has another hash")
	}
	back.Channels[0].Unit = "kW"
	if back.Hash() == m.Hash() {
		t.Error("another unit has the same hash")
	}
	if parsed, err := wire.ParseHash(m.Hash().String()); err != nil || parsed != m.Hash() {
		t.Errorf("parsed hash is %v, %v", parsed, err)
	}
}

func TestManifestRefusals(t *testing.T) {
	edit := func(old, new string) string {
		whole := string(manifestBytes(t, sampleManifest()))
		if !strings.Contains(whole, old) {
			t.Fatalf("the manifest has no %s", old)
		}
		return strings.Replace(whole, old, new, 1)
	}
	tests := map[string]struct {
		data string
		code reason.Code
		want string
	}{
		"a version of tomorrow is named first":   {edit(`"version":1`, `"version":2,"new":1`), reason.InvalidValue, "version is 2, want 1"},
		"no version":                             {edit(`"version":1,`, ``), reason.MissingField, "version is missing"},
		"a field of another version":             {edit(`"key":"battery0"`, `"key":"battery0","colour":1`), reason.UnknownField, "unknown field colour"},
		"a boot that is no UUID":                 {edit(boot, "B00T"), reason.InvalidValue, "boot_id"},
		"a site without a time zone":             {edit("Europe/Berlin", ""), reason.MissingField, "site.time_zone"},
		"an asset that stands twice":             {edit(`"key":"battery0"`, `"key":"meter0"`), reason.DuplicateName, "assets[1].key meter0"},
		"an asset on a device nobody has":        {edit(`"device":"inverter"`, `"device":"gone"`), reason.UnknownName, "assets[1].device names gone"},
		"a nature that is none":                  {edit(`"ESS"`, `"BATTERY"`), reason.UnknownName, "assets[1].nature names BATTERY"},
		"a channel of an asset nobody has":       {edit(`"asset":"battery0"`, `"asset":"b1"`), reason.UnknownName, "channels[1].asset names b1"},
		"a channel that stands twice":            {edit(`"CellSpread"`, `"SOC"`), reason.DuplicateName, "battery0.SOC"},
		"a unit that is not the channel's":       {edit(`"unit":"W"`, `"unit":"kW"`), reason.UnknownUnit, "meter0.ActivePower"},
		"a kind that is none":                    {edit(`"kind":"measurement"`, `"kind":"guess"`), reason.InvalidValue, "channels[0].kind"},
		"a number where a name belongs":          {edit(`"name":"Hof"`, `"name":7`), reason.InvalidValue, "site.name"},
		"something behind the object":            {edit(`}]}`, `}]} {}`), reason.SyntaxError, "not one JSON object"},
		"half a message":                         {edit(`"kind":"measurement"}]}`, `"kin`), reason.SyntaxError, "not one JSON object"},
		"more than fits":                         {`{"version":1,"x":"` + strings.Repeat("x", wire.MaxManifestBytes) + `"}`, reason.SyntaxError, "bytes, want at most"},
		"a list of something else":               {`[1]`, reason.SyntaxError, "not one JSON object"},
		"a manifest's key longer than any label": {edit(`"key":"meter0"`, `"key":"`+strings.Repeat("m", 300)+`"`), reason.InvalidValue, "assets[0].key"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			_, err := wire.DecodeManifest([]byte(tt.data))
			var refusal *reason.Error
			if !errors.As(err, &refusal) || refusal.Code != tt.code || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("error is %v, want %s with %q", err, tt.code, tt.want)
			}
		})
	}
}

func TestMessagesRoundTripAndIgnoreNewFields(t *testing.T) {
	at := time.Date(2026, 6, 1, 12, 0, 0, 0, time.UTC)
	hello := wire.Hello{WireVersion: 1, BootID: boot, ManifestHash: sampleManifest().Hash().String(), Clock: at, Software: "v1", Outbox: []wire.Span{{BootID: boot, First: 3, Last: 9}}}
	welcome := wire.Welcome{WireVersion: 1, ManifestWanted: true, Progress: wire.Progress{Stream: "s", Stored: []wire.Stored{{BootID: boot, Seq: 7}}}}
	event := wire.Event{Version: 1, At: at, Code: "DEVICE_LOST", Params: map[string]any{"device": "meter"}, Device: "meter"}
	t.Run("hello", func(t *testing.T) { roundTrip(t, hello, wire.Encode[wire.Hello], wire.DecodeHello) })
	t.Run("welcome", func(t *testing.T) { roundTrip(t, welcome, wire.Encode[wire.Welcome], wire.DecodeWelcome) })
	t.Run("stored", func(t *testing.T) {
		roundTrip(t, welcome.Progress, wire.Encode[wire.Progress], wire.DecodeProgress)
	})
	t.Run("event", func(t *testing.T) { roundTrip(t, event, wire.Encode[wire.Event], wire.DecodeEvent) })
}

func roundTrip[T any](t *testing.T, want T, encode func(T) ([]byte, error), decode func([]byte) (T, error)) {
	data, err := encode(want)
	if err != nil {
		t.Fatal(err)
	}
	got, err := decode(append([]byte(`{"of_tomorrow":[1],`), data[1:]...))
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestMessageRefusals(t *testing.T) {
	hash := strings.Repeat("0a", 16)
	tests := map[string]struct {
		decode func([]byte) error
		data   string
		want   string
	}{
		"a hello of tomorrow":         {hello, `{"wire_version":2,"boot_id":7}`, "wire_version is 2, want 1"},
		"a hello without a version":   {hello, `{"boot_id":"` + boot + `"}`, "wire_version is missing"},
		"a hello without a boot":      {hello, `{"wire_version":1}`, "boot_id is missing"},
		"a hello with half a hash":    {hello, `{"wire_version":1,"boot_id":"` + boot + `","manifest_hash":"ab"}`, "manifest_hash is ab"},
		"a span that ends before it":  {hello, `{"wire_version":1,"boot_id":"` + boot + `","manifest_hash":"` + hash + `","outbox":[{"boot_id":"` + boot + `","first":5,"last":4}]}`, "outbox[0] is 5 to 4"},
		"a cursor that is negative":   {progress, `{"stored":[{"boot_id":"` + boot + `","seq":-1}]}`, "stored.seq"},
		"a cursor of no boot":         {progress, `{"stored":[{"seq":1}]}`, "stored[0].boot_id is missing"},
		"an event that never was":     {event, `{"version":1,"code":"X"}`, "at is missing"},
		"an event without a code":     {event, `{"version":1,"at":"2026-06-01T12:00:00Z"}`, "code is missing"},
		"an event before the clock":   {event, `{"version":1,"at":"1950-06-01T12:00:00Z","code":"X"}`, "a year from 1970"},
		"an event that is not JSON":   {event, `{"version":1,`, "not one JSON object"},
		"a welcome without a version": {welcome, `{}`, "wire_version is missing"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			if err := tt.decode([]byte(tt.data)); err == nil || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("error is %v, want one with %q", err, tt.want)
			}
		})
	}
}

func hello(data []byte) error    { _, err := wire.DecodeHello(data); return err }
func progress(data []byte) error { _, err := wire.DecodeProgress(data); return err }
func event(data []byte) error    { _, err := wire.DecodeEvent(data); return err }
func welcome(data []byte) error  { _, err := wire.DecodeWelcome(data); return err }

func TestMark(t *testing.T) {
	id := uuid.MustParse(boot)
	for name, mark := range map[string]wire.Mark{
		"a message in line":           {BootID: id, Seq: 7, After: 6},
		"a message after a drop":      {BootID: id, Seq: 7, After: 3},
		"the first after all dropped": {BootID: id, Seq: 7, After: 0},
	} {
		t.Run(name, func(t *testing.T) {
			got, err := wire.ParseMark(http.Header(mark.Header()).Get)
			if err != nil || got != mark {
				t.Errorf("got %+v, %v", got, err)
			}
		})
	}
	if got, want := (wire.Mark{BootID: id, Seq: 7, After: 6}).MessageID("e"), "e:"+boot+":7"; got != want {
		t.Errorf("message id is %s, want %s", got, want)
	}
	for name, h := range map[string]http.Header{
		"no boot":              {"Ohm-Seq": {"1"}},
		"no sequence":          {"Ohm-Boot": {boot}},
		"sequence zero":        {"Ohm-Boot": {boot}, "Ohm-Seq": {"0"}},
		"a sequence of words":  {"Ohm-Boot": {boot}, "Ohm-Seq": {"one"}},
		"following its future": {"Ohm-Boot": {boot}, "Ohm-Seq": {"4"}, "Ohm-After": {"4"}},
	} {
		t.Run(name, func(t *testing.T) {
			if mark, err := wire.ParseMark(h.Get); err == nil {
				t.Errorf("accepted as %+v", mark)
			}
		})
	}
}

func TestSubjects(t *testing.T) {
	a := wire.Address{Tenant: boot, Site: uuid.NewString(), Edge: uuid.NewString()}
	from, kind, err := wire.ParseUp(a.Frame())
	if err != nil || from != a || kind != wire.KindFrame {
		t.Errorf("got %v, %s, %v", from, kind, err)
	}
	for name, subject := range map[string]string{
		"another direction": "cmd." + a.Tenant + "." + a.Site + "." + a.Edge + ".frame",
		"a part too many":   a.Frame() + ".x",
		"a wildcard":        "in." + a.Tenant + ".*." + a.Edge + ".frame",
	} {
		t.Run(name, func(t *testing.T) {
			if _, _, err := wire.ParseUp(subject); err == nil {
				t.Errorf("%s is accepted", subject)
			}
		})
	}
}

func FuzzManifest(f *testing.F) {
	f.Add(manifestBytes(f, sampleManifest()))
	f.Add([]byte(`{"version":1}`))
	f.Add([]byte(`{"version":1,"boot_id":"` + boot + `","site":{"name":"","time_zone":"UTC"},"devices":null,"assets":[],"channels":[]}`))
	f.Fuzz(func(t *testing.T, data []byte) {
		m, err := wire.DecodeManifest(data)
		if err != nil {
			return
		}
		again, err := m.Encode()
		if err != nil {
			return // escaping made it longer than its bound
		}
		back, err := wire.DecodeManifest(again)
		if err != nil {
			t.Fatalf("an encoded manifest is refused: %v", err)
		}
		third, err := back.Encode()
		if err != nil || !bytes.Equal(again, third) || back.Hash() != m.Hash() {
			t.Fatalf("one manifest has two encodings: %s and %s", again, third)
		}
		if !json.Valid(again) {
			t.Fatal("the encoding is not JSON")
		}
	})
}

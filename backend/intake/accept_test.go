package intake

import (
	"fmt"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"ohmstead/backend/registry"
	"ohmstead/backend/telemetry"
	"ohmstead/energy/point"
	"ohmstead/energy/reason"
)

var (
	noon   = time.Date(2026, 6, 1, 12, 0, 0, 0, time.UTC)
	assets = []registry.Asset{
		{Key: "meter0", Nature: "GRID_METER", Device: "sdm0", MeasuresConnection: true},
		{Key: "pv0", Nature: "PV", Device: "hybrid0"},
		{Key: "battery0", Nature: "ESS", Device: "hybrid0"},
	}
	channels = []registry.Channel{
		{Key: 1, Asset: "meter0", Name: "ActivePower", Unit: "W"},
		{Key: 2, Asset: "pv0", Name: "ActivePower", Unit: "W"},
		{Key: 3, Asset: "battery0", Name: "SOC", Unit: "%"},
	}
)

func TestAcceptAnswersEveryReadingOnItsOwn(t *testing.T) {
	in := func(device, channel string, value float64, unit point.Unit, at time.Time) Reading {
		return Reading{Device: device, Channel: channel, Value: value, Unit: unit, At: at}
	}
	readings := []Reading{
		in("meter0", "ActivePower", 3.2, "kW", noon),
		in("nobody", "ActivePower", 1, "W", noon),
		in("sdm0", "ActivePower", 3200, "W", noon),
		in("meter0", "ActivePower", 7, "W", noon),
		in("meter0", "Voltage_L9", 7, "V", noon),
		in("hybrid0", "SOC", 55, "%", noon),
		in("meter0", "ActivePower", 7, "kVA", noon),
		in("meter0", "ActivePower", 7, "W", noon.Add(5*time.Minute+time.Microsecond)),
		in("meter0", "ActivePower", 8, "W", noon.Add(5*time.Minute)),
		in("meter0", "ActivePower", 9, "W", noon.Add(-30*24*time.Hour)),
		in("meter0", "ActivePower", 9, "W", noon.Add(-30*24*time.Hour-time.Microsecond)),
		{Refused: reason.New(reason.NotANumber, reason.Params{"field": "value"})},
		in("pv0", "ActivePower", -5, "kW", time.Time{}),
	}
	a := Accept(readings, Place{Site: 4, Directory: NewDirectory(assets, channels, nil)}, noon)
	sample := func(channel int32, value float64, at time.Time) telemetry.Sample {
		return telemetry.Sample{Site: 4, Channel: channel, At: at, Value: value, Quality: point.Good, Source: telemetry.FromHTTP}
	}
	received := sample(2, -5000, noon)
	received.Quality, received.Source = point.Uncertain, telemetry.FromReceipt
	want := []telemetry.Sample{
		sample(1, 3200, noon), sample(3, 55, noon), sample(1, 8, noon.Add(5*time.Minute)), sample(1, 9, noon.Add(-30*24*time.Hour)), received,
	}
	if diff := cmp.Diff(want, a.Samples); diff != "" {
		t.Error("samples:", diff)
	}
	got := a.Answer([]telemetry.Sample{sample(3, 55, noon)})
	if got.Accepted != 5 {
		t.Errorf("%d are accepted, want 5", got.Accepted)
	}
	var lines []string
	for _, r := range got.Rejected {
		lines = append(lines, fmt.Sprintf("%d %v", r.Index, r.Reason))
	}
	wantLines := []string{
		"1 UNKNOWN_DEVICE: the site has no device or asset nobody",
		"3 SAMPLE_CONFLICT: another value is stored for 2026-06-01T12:00:00Z",
		"4 UNKNOWN_CHANNEL: there is no channel meter0.Voltage_L9",
		"5 SAMPLE_CONFLICT: another value is stored for 2026-06-01T12:00:00Z",
		"6 UNKNOWN_UNIT: unit kVA does not fit ActivePower; want W, kW, MW, mW",
		"7 FUTURE_TIMESTAMP: 2026-06-01T12:05:00.000001Z lies more than 5 min in the future",
		"10 TOO_OLD: 2026-05-02T11:59:59.999999Z is older than 30 days",
		"11 NOT_A_NUMBER: value is not a finite number",
	}
	if diff := cmp.Diff(wantLines, lines); diff != "" {
		t.Error("rejected:", diff)
	}
}

func TestLiveShowsWhatIsRecentAndStored(t *testing.T) {
	at := func(age time.Duration, value float64) Reading {
		return Reading{Device: "meter0", Channel: "ActivePower", Value: value, Unit: "W", At: noon.Add(-age)}
	}
	place := Place{Site: 4, Directory: NewDirectory(assets, channels, nil)}
	a := Accept([]Reading{at(0, 1), at(time.Minute, 2), at(time.Minute+time.Second, 3), at(time.Second, 4)}, place, noon)
	got := a.Live([]telemetry.Sample{a.Samples[3]}, noon)
	want := []telemetry.LiveReading{
		{DeviceID: "meter0", Channel: "ActivePower", Value: 1, Unit: "W", Timestamp: "2026-06-01T12:00:00.000Z", Quality: "GOOD"},
		{DeviceID: "meter0", Channel: "ActivePower", Value: 2, Unit: "W", Timestamp: "2026-06-01T11:59:00.000Z", Quality: "GOOD"},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func BenchmarkDecodeAndAccept(b *testing.B) {
	body := batchOf(100)
	d := NewDirectory(assets, channels, nil)
	b.SetBytes(int64(len(body)))
	for b.Loop() {
		readings, err := Decode(body)
		if err != nil {
			b.Fatal(err)
		}
		if got := Accept(readings, Place{Site: 1, Directory: d}, noon); len(got.Samples) != 100 {
			b.Fatal(len(got.Samples))
		}
	}
	b.ReportMetric(float64(b.N)*100/b.Elapsed().Seconds(), "samples/s")
}

func batchOf(n int) []byte {
	body := []byte(`{"schema":1,"readings":[`)
	for i := range n {
		if i > 0 {
			body = append(body, ',')
		}
		body = append(body, `{"deviceId":"meter0","channel":"ActivePower","value":3200.5,"unit":"W","timestamp":"`...)
		body = noon.Add(time.Duration(i)*-time.Second).AppendFormat(body, time.RFC3339)
		body = append(body, `"}`...)
	}
	return append(body, `]}`...)
}

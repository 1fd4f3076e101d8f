package postgres

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"ohmstead/backend/telemetry"
	"ohmstead/energy/slot"
)

// Whatever samples come, in whatever order, they reach what each of them reaches by itself.
func TestReach_IsWhatEachSampleReachesByItself(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		samples := drawSamples(t)
		r := reachOf(samples)
		days, channelDays, quarters := map[int32]bool{}, map[channelDay]bool{}, map[mark]bool{}
		for _, s := range samples {
			day := slot.Floor(s.At, fullDay)
			days[int32(day.Unix()/secondsPerDay)] = true
			channelDays[channelDay{s.Channel, int32(day.Unix() / secondsPerDay)}] = true
			quarters[mark{s.Site, s.Channel, slot.Floor(s.At, slot.QuarterHour)}] = true
			quarters[mark{s.Site, s.Channel, slot.Floor(s.At.Add(telemetry.MaxCover-time.Microsecond), slot.QuarterHour)}] = true
		}
		if diff := cmp.Diff(quarters, r.quarters, cmp.AllowUnexported(mark{})); diff != "" {
			t.Fatalf("quarter hours (-by itself +together):\n%s", diff)
		}
		once(t, "day", days, r.days)
		once(t, "day of a channel", channelDays, r.channelDays)
	})
}

// drawSamples are rounds of channels as frames bring them, in which channels are left out, come in
// another order, and lie in the past and before 1970.
func drawSamples(t *rapid.T) []telemetry.Sample {
	at := time.Unix(rapid.Int64Range(-1e6, 2e9).Draw(t, "begin"), 0).UTC()
	var samples []telemetry.Sample
	for range rapid.IntRange(0, 30).Draw(t, "rounds") {
		at = at.Add(time.Duration(rapid.Int64Range(-2e9, 400e9).Draw(t, "later")))
		for _, channel := range rapid.SliceOfN(rapid.Int32Range(1, 6), 0, 6).Draw(t, "channels") {
			samples = append(samples, telemetry.Sample{Site: channel % 3, Channel: channel, At: at.Truncate(time.Microsecond)})
		}
	}
	return samples
}

// once reports what is listed twice, and what is listed or not although it should not be or be.
func once[K comparable](t *rapid.T, what string, want map[K]bool, listed []K) {
	seen := map[K]bool{}
	for _, k := range listed {
		if seen[k] || !want[k] {
			t.Fatalf("%s %v is listed twice or for nothing", what, k)
		}
		seen[k] = true
	}
	if len(seen) != len(want) {
		t.Fatalf("%d of kind %s are listed, want %d", len(seen), what, len(want))
	}
}

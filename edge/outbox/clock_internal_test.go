package outbox

import (
	"testing"
	"time"

	"ohmstead/energy/point"
	"ohmstead/wire"
)

// opened is an outbox with its manifest and one frame of this boot more than it had.
func opened(t *testing.T, config Config) *Outbox {
	t.Helper()
	box, err := Open(t.Context(), config)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := box.Close(); err != nil {
			t.Error(err)
		}
	})
	if err := box.Begin(t.Context(), cutManifest()); err != nil {
		t.Fatal(err)
	}
	if _, err := box.AppendFrame(t.Context(), time.Now(), []wire.Row{{Quality: point.Good, Value: 1}}); err != nil {
		t.Fatal(err)
	}
	return box
}

func TestAClockThatIsSetToNextYearMakesNothingOld(t *testing.T) {
	box := opened(t, Config{Dir: t.TempDir(), Edge: cutEdge})
	for what, now := range map[string]time.Time{"a year forth": time.Now().AddDate(1, 0, 0), "a year back": time.Now().AddDate(-1, 0, 0)} {
		box.keepBounds(t.Context(), now)
		if got := box.Stats(); got.Messages != 2 || got.SamplesDropped != 0 {
			t.Errorf("%s: %d messages are left and %d samples dropped, want 2 and 0", what, got.Messages, got.SamplesDropped)
		}
	}
}

// What an earlier boot has kept is old after so much time of running, over all boots, and not after
// the time in between, which only a clock could tell.
func TestAgeIsCountedOverBootsWhileTheOutboxRuns(t *testing.T) {
	config := Config{Dir: t.TempDir(), Edge: cutEdge, MaxAge: time.Hour}
	kept := func(box *Outbox) uint64 {
		box.keepBounds(t.Context(), time.Now().AddDate(0, 2, 0))
		info, err := box.stream.Info(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		return info.State.Msgs
	}
	first := opened(t, config)
	first.opened = first.opened.Add(-40 * time.Minute) // as if it had run for so long
	if _, err := first.AppendFrame(t.Context(), time.Now(), []wire.Row{{Quality: point.Good, Value: 2}}); err != nil {
		t.Fatal(err)
	}
	if err := first.Close(); err != nil {
		t.Fatal(err)
	}
	second := opened(t, config)
	if got := kept(second); got != 5 { // two manifests, three frames
		t.Errorf("after 40 minutes %d messages are kept, want all 5", got)
	}
	second.opened = second.opened.Add(-40 * time.Minute)
	if got := kept(second); got != 5 { // the first frame gone, said by an event
		t.Errorf("after 80 minutes %d messages are kept, want 5", got)
	}
	if got := second.Stats().SamplesDropped; got != 1 {
		t.Errorf("after 80 minutes %d samples are dropped, want the first alone", got)
	}
}

package outbox

import (
	"testing"
	"time"

	"ohmstead/energy/point"
	"ohmstead/wire"
)

func TestAClockThatIsSetToNextYearMakesNothingOld(t *testing.T) {
	box, err := Open(t.Context(), Config{Dir: t.TempDir(), Edge: cutEdge})
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := box.Close(); err != nil {
			t.Error(err)
		}
	}()
	if err := box.Begin(t.Context(), cutManifest()); err != nil {
		t.Fatal(err)
	}
	if _, err := box.AppendFrame(t.Context(), time.Now(), []wire.Row{{Quality: point.Good, Value: 1}}); err != nil {
		t.Fatal(err)
	}
	for what, now := range map[string]time.Time{"a year forth": time.Now().AddDate(1, 0, 0), "a year back": time.Now().AddDate(-1, 0, 0)} {
		box.keepBounds(t.Context(), now)
		if got := box.Stats(); got.Messages != 2 || got.SamplesDropped != 0 {
			t.Errorf("%s: %d messages are left and %d samples dropped, want 2 and 0", what, got.Messages, got.SamplesDropped)
		}
	}
}

package clock_test

import (
	"errors"
	"testing"
	"time"

	"ohmstead/energy/clock"
	"ohmstead/energy/reason"
)

func TestInstant_OfTextsWithAndWithoutAnOffset(t *testing.T) {
	berlin, err := time.LoadLocation("Europe/Berlin")
	if err != nil {
		t.Fatal(err)
	}
	for text, want := range map[string]string{
		"2026-01-31T10:00:00+01:00": "2026-01-31T09:00:00Z", "2026-01-31 10:00Z": "2026-01-31T10:00:00Z", "2026-01-31 10:00": "2026-01-31T09:00:00Z",
		"31.07.2026 10:00": "2026-07-31T08:00:00Z", "2026-10-25": "2026-10-24T22:00:00Z", " 25.10.2026 ": "2026-10-24T22:00:00Z",
		"2026-10-25T02:30:00+02:00": "2026-10-25T00:30:00Z", "2026-10-25 03:00": "2026-10-25T02:00:00Z",
	} {
		if at, why := clock.Instant("ts", text, berlin); why != nil || at.Format(time.RFC3339) != want {
			t.Errorf("%q is %v, %v, want %s", text, at, why, want)
		}
	}
	for text, code := range map[string]reason.Code{
		"2026-10-25 02:30": reason.AmbiguousTime, "2026-03-29 02:30": reason.NoSuchTime, "soon": reason.InvalidValue, "": reason.InvalidValue, "2026-02-30": reason.InvalidValue,
	} {
		if _, why := clock.Instant("ts", text, berlin); !errors.Is(why, reason.New(code, nil)) {
			t.Errorf("%q: %v, want %s", text, why, code)
		}
	}
	if _, why := clock.Instant("ts", "2026-01-31 10:00", nil); why == nil || why.Params["field"] != "ts" {
		t.Errorf("without a zone: %v", why)
	}
}

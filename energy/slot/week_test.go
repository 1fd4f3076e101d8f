package slot_test

import (
	"testing"
	"time"

	"ohmstead/energy/slot"
)

func weekdays() [7]bool { return [7]bool{false, true, true, true, true, true, false} }

func clock(t *testing.T, text string) time.Duration {
	t.Helper()
	d, err := slot.ParseClock(text)
	if err != nil {
		t.Fatalf("%q: %v", text, err)
	}
	return d
}

func TestWeekContains(t *testing.T) {
	berlin, err := time.LoadLocation("Europe/Berlin")
	if err != nil {
		t.Fatal(err)
	}
	evening := slot.Week{{Days: weekdays(), From: clock(t, "16:00"), To: clock(t, "20:00")}}
	night := slot.Week{{Days: [7]bool{time.Friday: true}, From: clock(t, "22:00"), To: clock(t, "06:00")}}
	whole := slot.Week{{Days: slot.EveryDay(), From: 0, To: clock(t, "24:00")}}
	for _, c := range []struct {
		what string
		week slot.Week
		at   string
		want bool
	}{
		{"the first instant belongs to the window", evening, "2026-06-01T16:00:00+02:00", true},
		{"the last instant does not", evening, "2026-06-01T20:00:00+02:00", false},
		{"the zone's clocks count, not UTC's", evening, "2026-06-01T15:00:00Z", true},
		{"Sunday is no weekday", evening, "2026-06-07T17:00:00+02:00", false},
		{"a night that began on Friday lasts into Saturday", night, "2026-06-06T05:59:59+02:00", true},
		{"and ends there", night, "2026-06-06T06:00:00+02:00", false},
		{"the night to Friday is not meant", night, "2026-06-05T05:00:00+02:00", false},
		{"24:00 is the end of the day", whole, "2026-06-06T23:59:59+02:00", true},
	} {
		at, err := time.Parse(time.RFC3339, c.at)
		if err != nil {
			t.Fatal(err)
		}
		if got := c.week.Contains(at, berlin); got != c.want {
			t.Errorf("%s: %s is %v, want %v", c.what, c.at, got, c.want)
		}
	}
}

func TestWeekEdges(t *testing.T) {
	berlin, err := time.LoadLocation("Europe/Berlin")
	if err != nil {
		t.Fatal(err)
	}
	joined := slot.Week{
		{Days: weekdays(), From: clock(t, "08:00"), To: clock(t, "12:00")},
		{Days: weekdays(), From: clock(t, "12:00"), To: clock(t, "14:00")},
	}
	spring := slot.Week{{Days: slot.EveryDay(), From: clock(t, "02:30"), To: clock(t, "04:00")}}
	for _, c := range []struct {
		what       string
		week       slot.Week
		at         string
		next, last string
	}{
		{"windows that follow each other end together", joined, "2026-06-01T09:00:00+02:00", "2026-06-01T12:00:00+02:00", "2026-06-01T14:00:00+02:00"},
		{"the weekend is passed over", joined, "2026-06-05T15:00:00+02:00", "2026-06-08T08:00:00+02:00", ""},
		{"an hour that clocks skip begins when they have gone on", spring, "2026-03-29T00:30:00+01:00", "2026-03-29T03:30:00+02:00", ""},
	} {
		at, err := time.Parse(time.RFC3339, c.at)
		if err != nil {
			t.Fatal(err)
		}
		if next, ok := c.week.Next(at, berlin); !ok || !next.Equal(instant(t, c.next)) {
			t.Errorf("%s: next after %s is %v, want %s", c.what, c.at, next, c.next)
		}
		end, ok := c.week.End(at, berlin)
		if ok != (c.last != "") || ok && !end.Equal(instant(t, c.last)) {
			t.Errorf("%s: end after %s is %v, want %q", c.what, c.at, end, c.last)
		}
	}
	whole := slot.Week{{Days: slot.EveryDay(), From: 0, To: 24 * time.Hour}}
	if end, ok := whole.End(instant(t, "2026-06-01T09:00:00+02:00"), berlin); ok {
		t.Errorf("a week without a gap ends at %v", end)
	}
}

func instant(t *testing.T, text string) time.Time {
	t.Helper()
	at, err := time.Parse(time.RFC3339, text)
	if err != nil {
		t.Fatal(err)
	}
	return at
}

func TestParseClockRefuses(t *testing.T) {
	for _, text := range []string{"", "7", "24:01", "25:00", "07:60", "noon"} {
		if d, err := slot.ParseClock(text); err == nil {
			t.Errorf("%q is read as %v", text, d)
		}
	}
}

package slot_test

import (
	"testing"
	"time"
	_ "time/tzdata"

	"ohmstead/energy/slot"
)

func TestDayHas23Or24Or25Hours(t *testing.T) {
	berlin, err := time.LoadLocation("Europe/Berlin")
	if err != nil {
		t.Fatal(err)
	}
	tests := map[string]struct {
		day   time.Time
		hours float64
		slots int
	}{
		"when summer time begins":     {time.Date(2026, time.March, 29, 12, 0, 0, 0, berlin), 23, 92},
		"on an ordinary day":          {time.Date(2026, time.June, 1, 23, 59, 59, 0, berlin), 24, 96},
		"when summer time ends":       {time.Date(2026, time.October, 25, 2, 30, 0, 0, berlin), 25, 100},
		"at the first instant of one": {time.Date(2026, time.June, 1, 0, 0, 0, 0, berlin), 24, 96},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			day := slot.Day(tt.day, berlin)
			if got := day.Length().Hours(); got != tt.hours {
				t.Errorf("the day has %v hours, want %v", got, tt.hours)
			}
			var slots int
			for s := range day.Split(slot.QuarterHour) {
				if s.Length() != slot.QuarterHour {
					t.Errorf("slot %v is %v long", s.From, s.Length())
				}
				slots++
			}
			if slots != tt.slots {
				t.Errorf("the day has %d quarter hours, want %d", slots, tt.slots)
			}
			if !day.Contains(tt.day) || day.Contains(day.To) {
				t.Error("the day does not contain its instant, or contains its end")
			}
		})
	}
}

func TestIntersect(t *testing.T) {
	at := func(minute int) time.Time { return time.Date(2026, 6, 1, 0, minute, 0, 0, time.UTC) }
	a := slot.Interval{From: at(0), To: at(15)}
	if got, ok := a.Intersect(slot.Interval{From: at(10), To: at(20)}); !ok || got != (slot.Interval{From: at(10), To: at(15)}) {
		t.Errorf("overlap is %v, %v", got, ok)
	}
	if _, ok := a.Intersect(slot.Interval{From: at(15), To: at(30)}); ok {
		t.Error("neighbours share nothing, their bounds are half-open")
	}
}

// In Santiago, Cairo and Beirut clocks go forward at midnight: that day begins at one o'clock.
func TestDaysFollowEachOtherInEveryZone(t *testing.T) {
	for _, zone := range []string{"UTC", "Europe/Berlin", "America/Santiago", "Africa/Cairo", "Asia/Beirut", "America/Havana", "Asia/Kathmandu", "Australia/Lord_Howe"} {
		loc, err := time.LoadLocation(zone)
		if err != nil {
			t.Fatal(err)
		}
		at := time.Date(2025, 1, 1, 12, 0, 0, 0, time.UTC)
		for range 800 {
			day := slot.Day(at, loc)
			next := slot.Day(day.To, loc)
			if !day.Contains(at) || !next.From.Equal(day.To) || day.Length() < 23*time.Hour || day.Length() > 25*time.Hour {
				t.Fatalf("%s: %v is in %v … %v, then %v", zone, at, day.From, day.To, next.From)
			}
			at = day.To
		}
	}
}

package compat

import (
	"errors"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"ohmstead/energy/reason"
	"ohmstead/energy/unit"
)

func row(from, to string, limit unit.Power, days ...string) Row { return Row{days, from, to, limit} }

func TestASchedulesWeek(t *testing.T) {
	for name, tt := range map[string]struct {
		rows []Row
		want []span
	}{
		"a row is half open and of its days alone": {
			[]Row{row("16:00", "20:00", 40, "MON", "WED")},
			[]span{{960, 1200, 40}, {2*1440 + 960, 2*1440 + 1200, 40}},
		},
		"the smaller of what overlaps holds, and equal neighbours are one": {
			[]Row{row("08:00", "12:00", 40, "MON"), row("10:00", "14:00", 30, "MON"), row("14:00", "15:00", 30, "MON")},
			[]span{{480, 600, 40}, {600, 900, 30}},
		},
		"a night goes on on the next day, from Sunday on Monday": {
			[]Row{row("22:00", "06:00", 7, "SUN")},
			[]span{{0, 360, 7}, {6*1440 + 1320, 7 * 1440, 7}},
		},
		"a whole day": {[]Row{row("00:00", "24:00", 0, "TUE")}, []span{{1440, 2880, 0}}},
		"no rows":     {nil, nil},
	} {
		t.Run(name, func(t *testing.T) {
			week, err := Schedule{"Europe/Berlin", tt.rows}.week()
			if diff := cmp.Diff(tt.want, week.spans, cmp.AllowUnexported(span{})); diff != "" || err != nil {
				t.Errorf("%v %s", err, diff)
			}
		})
	}
}

func TestWhatIsNoScheduleIsRefusedByField(t *testing.T) {
	good := row("08:00", "12:00", 1, "MON")
	for field, s := range map[string]Schedule{
		"time_zone":             {"Middle/Earth", []Row{good}},
		"limits[0].from":        {"UTC", []Row{row("8:00", "12:00", 1, "MON")}},
		"limits[1].to":          {"UTC", []Row{good, row("08:00", "25:00", 1, "MON")}},
		"limits[0].to":          {"UTC", []Row{row("08:00", "08:00", 1, "MON")}},
		"limits[0].weekdays":    {"UTC", []Row{row("08:00", "12:00", 1, "MONDAY")}},
		"limits[0].limit_watts": {"UTC", []Row{row("08:00", "12:00", -1, "MON")}},
	} {
		err := s.Check()
		if refusal := new(reason.Error); !errors.As(err, &refusal) || refusal.Params["field"] != field {
			t.Errorf("%s: %v", field, err)
		}
	}
}

func TestBlocksFollowLocalTimeOverChangesOfTheClock(t *testing.T) {
	s := Schedule{"Europe/Berlin", []Row{row("16:00", "20:00", 40, "SAT", "MON")}}
	week, err := s.week()
	if err != nil {
		t.Fatal(err)
	}
	// Clocks go back on 25 October 2026: Saturday 24 is in summer time, Monday 26 is not.
	at := time.Date(2026, 10, 22, 12, 0, 0, 0, time.UTC)
	saturday, monday := week.blocks(week.monday(at, 0))[1], week.blocks(week.monday(at, 1))[0]
	if got := saturday.BlockFrom.Format(time.RFC3339); got != "2026-10-24T14:00:00Z" {
		t.Errorf("Saturday begins %s", got)
	}
	if got := monday.BlockFrom.Format(time.RFC3339) + " " + monday.BlockTo.Format(time.RFC3339); got != "2026-10-26T15:00:00Z 2026-10-26T19:00:00Z" {
		t.Errorf("Monday is %s", got)
	}
}

// Whatever the rows, blocks of a week lie inside it, ascend and do not overlap, and each instant has the
// smallest limit of the rows that cover its local time.
func TestBlocksAreTheRows(t *testing.T) {
	days := []string{"MON", "TUE", "WED", "THU", "FRI", "SAT", "SUN"}
	rapid.Check(t, func(t *rapid.T) {
		clock := rapid.SampledFrom([]string{"00:00", "02:30", "06:00", "12:15", "20:00", "23:59"})
		s := Schedule{TimeZone: "UTC"}
		for range rapid.IntRange(0, 6).Draw(t, "rows") {
			r := row(clock.Draw(t, "from"), clock.Draw(t, "to"), unit.Power(rapid.IntRange(0, 3).Draw(t, "limit")), rapid.SliceOfNDistinct(rapid.SampledFrom(days), 1, 7, rapid.ID).Draw(t, "days")...)
			if r.From != r.To {
				s.Limits = append(s.Limits, r)
			}
		}
		week, err := s.week()
		if err != nil {
			t.Fatal(err)
		}
		monday := week.monday(time.Date(2026, 6, rapid.IntRange(1, 28).Draw(t, "day"), 3, 0, 0, 0, time.UTC), 0)
		blocks := week.blocks(monday)
		end := monday
		for _, b := range blocks {
			if b.BlockFrom.Before(end) || !b.BlockTo.After(b.BlockFrom) || b.BlockTo.After(monday.AddDate(0, 0, 7)) {
				t.Fatalf("block %v to %v after %v", b.BlockFrom, b.BlockTo, end)
			}
			end = b.BlockTo
		}
		at := monday.Add(time.Duration(rapid.IntRange(0, weekMinutes-1).Draw(t, "minute")) * time.Minute)
		want, limited := unit.Power(0), false
		for _, r := range s.Limits {
			for _, day := range r.Weekdays {
				if covers(r, day, days, at) && (!limited || r.LimitWatts < want) {
					want, limited = r.LimitWatts, true
				}
			}
		}
		got, found := unit.Power(0), false
		for _, b := range blocks {
			if !at.Before(b.BlockFrom) && at.Before(b.BlockTo) {
				got, found = *b.MaxLimitWatts, true
			}
		}
		if found != limited || got != want {
			t.Fatalf("at %v %d %v, want %d %v", at, got, found, want, limited)
		}
	})
}

// covers reports whether a row of a day holds at an instant: on that day, or on the day after it.
func covers(r Row, day string, days []string, at time.Time) bool {
	name := func(t time.Time) string { return days[(int(t.Weekday())+6)%7] }
	clock := at.Format("15:04")
	if r.From < r.To {
		return name(at) == day && r.From <= clock && clock < r.To
	}
	return name(at) == day && r.From <= clock || name(at.AddDate(0, 0, -1)) == day && clock < r.To
}

package cycle

import (
	"testing"
	"time"
)

func TestCyclesThatStartLateRaiseAnAlarmWhichClears(t *testing.T) {
	p := punctuality{period: 100 * time.Millisecond}
	now := time.Date(2026, 6, 1, 12, 0, 0, 0, time.UTC)
	minute := func(late func(i int) (time.Duration, uint64)) (said []string) {
		for i := range 630 { // a little more than the window, so that each is judged once
			now = now.Add(100 * time.Millisecond)
			d, skipped := late(i)
			if e, news := p.add(now, d, skipped); news {
				said = append(said, map[bool]string{false: "raised", true: "cleared"}[e.Cleared])
			}
		}
		return said
	}
	onTime := func(int) (time.Duration, uint64) { return time.Millisecond, 0 }
	someLate := func(i int) (time.Duration, uint64) {
		if i%10 == 0 {
			return 60 * time.Millisecond, 0
		}
		return 0, 0
	}
	someSkip := func(i int) (time.Duration, uint64) { return 0, uint64(max(0, 1-i%10)) }
	steps := []struct {
		what string
		late func(int) (time.Duration, uint64)
		want string
	}{
		{"on time", onTime, ""},
		{"a tenth is late", someLate, "raised"},
		{"a tenth is still late", someSkip, ""},
		{"on time again", onTime, "cleared"},
		{"and stays so", onTime, ""},
	}
	for _, s := range steps {
		got := minute(s.late)
		if len(got) > 1 || (len(got) == 0) != (s.want == "") || (len(got) == 1 && got[0] != s.want) {
			t.Errorf("%s: %v, want %q", s.what, got, s.want)
		}
	}
}

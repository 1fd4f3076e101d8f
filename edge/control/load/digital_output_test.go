package load_test

import "testing"

func TestAContactIsHeldAsTheFileSays(t *testing.T) {
	for text, want := range map[string]bool{"": true, ", closed: false": false} {
		r := with(t, "{id: c, type: DIGITAL_OUTPUT, output: relay0"+text+"}")
		r.Step()
		if got := closed(t, r, "relay0"); got != want {
			t.Errorf("%q: closed is %v", text, got)
		}
	}
}

func TestAContactFollowsItsTimetable(t *testing.T) {
	r := with(t, "{id: c, type: DIGITAL_OUTPUT, output: relay0, closed: false, windows: [{weekdays: [SAT], from: 22:00, to: 03:00}]}")
	for at, want := range map[string]bool{
		"2026-10-24T21:59:59+02:00": true, "2026-10-24T22:00:00+02:00": false,
		"2026-10-25T02:30:00+02:00": false, "2026-10-25T02:30:00+01:00": false, // the hour that comes twice
		"2026-10-25T03:00:00+01:00": true,
	} {
		r.Now = instant(t, at)
		r.Step()
		if got := closed(t, r, "relay0"); got != want {
			t.Errorf("at %s it is closed: %v", at, got)
		}
	}
	refused(t, "{id: c, type: DIGITAL_OUTPUT, output: pump0}", "want an asset of nature SWITCH; pump0 is LOAD")
}

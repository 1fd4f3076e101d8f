package charging_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"ohmstead/backend/charging"
	"ohmstead/energy/point"
)

var noon = time.Date(2026, 6, 1, 12, 0, 0, 0, time.UTC)

// told reads a course such as "0 out, 1 in, 1 e=100, 2.5 p=11000, 3 fault, 4 stale": minutes after noon, and what a
// channel showed then.
func told(t *testing.T, course string) []charging.Reading {
	t.Helper()
	var all []charging.Reading
	for part := range strings.SplitSeq(course, ",") {
		var minute float64
		var what string
		if _, err := fmt.Sscanf(strings.TrimSpace(part), "%g %s", &minute, &what); err != nil {
			t.Fatalf("%q: %v", part, err)
		}
		r := charging.Reading{Channel: charging.Plug, Reading: point.Of(0, noon.Add(time.Duration(minute*float64(time.Minute))))}
		switch name, value, _ := strings.Cut(what, "="); name {
		case "out":
			r.Value = point.PlugOut
		case "in":
			r.Value = point.PlugIn
		case "charging":
			r.Value = point.PlugCharging
		case "fault":
			r.Value = point.PlugFault
		case "stale":
			r.Value, r.Quality = point.PlugCharging, point.Stale
		case "e", "p":
			r.Channel = map[string]charging.Channel{"e": charging.Energy, "p": charging.Power}[name]
			if _, err := fmt.Sscan(value, &r.Value); err != nil {
				t.Fatalf("%q: %v", part, err)
			}
		default:
			t.Fatalf("%q: nobody knows %q", part, what)
		}
		all = append(all, r)
	}
	return all
}

// shown is sessions as "1–10 2000 Wh (0→2000) 11000 W ?": minutes after noon, and ? for what is uncertain.
func shown(all []charging.Session) string {
	var out []string
	minute := func(at time.Time) string { return fmt.Sprintf("%g", at.Sub(noon).Minutes()) }
	wh := func(j *int64) string {
		if j == nil {
			return "unknown"
		}
		return fmt.Sprintf("%g", float64(*j)/3600)
	}
	for _, s := range all {
		text := minute(s.Started) + "–"
		if s.Ended != nil {
			text += minute(*s.Ended)
		} else {
			text += "… seen " + minute(s.Seen)
		}
		text += " " + wh(s.EnergyJ)
		if s.FirstJ != nil {
			text += fmt.Sprintf(" (%s→%s)", wh(s.FirstJ), wh(s.LastJ))
		}
		if s.PeakWatts != nil {
			text += fmt.Sprintf(" %d W", *s.PeakWatts)
		}
		if s.Uncertain {
			text += " ?"
		}
		out = append(out, text)
	}
	return strings.Join(out, "; ")
}

func TestFold(t *testing.T) {
	tests := []struct {
		name, course, want string
		register           charging.Register
		now                float64 // minutes after noon
	}{
		{name: "a vehicle comes, charges and goes", course: "0 out, 0 e=1800, 1 in, 1 e=0, 2 charging, 2 p=11000, 3 e=150, 3 p=10900.4, 4 in, 4 p=0, 4 e=300, 5 out, 5 p=0", want: "1–5 300 (0→300) 11000 W"},
		{name: "the register of the session is read after the vehicle has come", course: "0 out, 0 e=1800, 1 in, 1.5 e=1800, 2 e=20, 2.5 in, 3 e=200, 4 out", want: "1–4 200 (0→200)"},
		{name: "the register shows the rest after the vehicle has gone", course: "0 out, 0 e=0, 1 in, 2 e=200, 3 out, 3.5 e=250, 4 out, 5.5 e=900", want: "1–3 250 (0→250)"},
		{name: "a register that is reset as the vehicle goes takes nothing away", course: "0 out, 0 e=0, 1 in, 2 e=200, 3 e=0, 3 out, 4 out, 4 e=0", want: "1–3 200 (0→0)"},
		{name: "the energy of a counter is what it has risen by", course: "0 out, 0 e=50000, 1 in, 2 e=50100, 2.5 in, 3 e=50250, 4 out", want: "1–4 250 (50000→50250)", register: charging.LifetimeRegister},
		{name: "a counter that is exchanged has counted from zero", course: "0 out, 0 e=50000, 1 in, 2 e=50100, 2.5 in, 2.5 e=0, 3 e=150, 4 out, 9 out", want: "1–4 250 (50000→150)", register: charging.LifetimeRegister},
		{name: "a counter that falls to anywhere leaves the energy uncertain", course: "0 out, 0 e=50000, 1 in, 2 e=50100, 2.5 in, 2.5 e=30000, 3 e=30100, 4 out", want: "1–4 200 (50000→30100) ?", register: charging.LifetimeRegister},
		{name: "a dip is none of both", course: "0 out, 0 e=50000, 1 in, 2 e=50100, 2.5 in, 2.5 e=0, 3 e=50200, 4 out", want: "1–4 200 (50000→50200)", register: charging.LifetimeRegister},
		{name: "a dip of a session's register is none either", course: "0 out, 0 e=0, 1 in, 2 e=100, 3 e=0, 3.5 e=0, 4 in, 4 e=150, 5 out", want: "1–5 150 (0→150)"},
		{name: "without a register the energy is unknown, and no power makes it known", course: "0 out, 1 in, 2 p=11000, 3 out", want: "1–3 unknown 11000 W"},
		{name: "without power the peak is unknown", course: "0 out, 0 e=5, 1 in, 2 e=6, 2.5 in, 3 out", want: "1–3 1 (5→6)"},
		{name: "no PlugState, no sessions", course: "0 p=0, 1 p=11000, 1 e=10, 2 e=200, 3 p=0", want: ""},
		{name: "a vehicle that is there has no end", course: "0 out, 0 e=0, 1 in, 2 charging, 2 e=50", want: "1–… seen 2 50 (0→50)", now: 3},
		{name: "whose beginning nobody saw counts what its register shows", course: "0 charging, 1 e=700, 1 charging, 2 out", want: "0–2 700 (0→700) ?"},
		{name: "whose beginning nobody saw counts from the first reading of a counter", course: "0 charging, 1 e=700, 1 charging, 2 e=800, 2 out", want: "0–2 100 (700→800) ?", register: charging.LifetimeRegister},
		{name: "what the counter showed before a time of which nothing is known is not its beginning", course: "0 out, 0 e=100, 30 charging, 30 e=900, 31 e=950, 31 out", want: "30–31 50 (900→950) ?", register: charging.LifetimeRegister},
		{name: "a fault ends nothing", course: "0 out, 0 e=0, 1 in, 2 fault, 3 in, 3 e=5, 4 out", want: "1–4 5 (0→5)"},
		{name: "a gap is bridged where the register goes on", course: "0 out, 0 e=0, 1 charging, 1 e=100, 60 charging, 60 e=5000, 61 out", want: "1–61 5000 (0→5000)"},
		{name: "a gap in which the register has begun anew has another vehicle behind it", course: "0 out, 0 e=0, 1 charging, 1 p=11000, 1 e=100, 60 charging, 60 p=3700, 60.5 e=70, 61 out, 61 e=90", want: "1–1 100 (0→100) 11000 W ?; 60–61 90 (0→90) 3700 W ?"},
		{name: "gone after a gap is gone when it was seen last, with what the register shows", course: "0 out, 0 e=0, 1 charging, 2 charging, 2 e=100, 3 stale, 60 out, 60 e=400", want: "1–2 400 (0→400) ?"},
		{name: "after a day of silence it has gone", course: "0 out, 0 e=0, 1 charging, 2 charging, 2 e=100", want: "1–2 100 (0→100) ?", now: 24*60 + 3},
		{name: "after a day of silence whoever is there is another", course: "0 out, 0 e=0, 1 charging, 2 charging, 2 e=100, 1500 charging, 1500 e=200, 1501 out", want: "1–2 100 (0→100) ?; 1500–1501 200 (0→200) ?"},
		{name: "one comes as the other goes", course: "0 out, 0 e=0, 1 in, 2 e=10, 2 out, 2.5 in, 2.5 e=0, 3 e=7, 4 out", want: "1–2 10 (0→10); 2.5–4 7 (0→7)"},
		{name: "what cannot be is not counted", course: "0 out, 0 e=0, 1 in, 2 e=10, 2 p=1e300, 2.5 e=-4, 2.6 e=1e300, 2.7 e=NaN, 2.5 in, 3 e=12, 3 out", want: "1–3 12 (0→12)"},
		{name: "a vehicle that feeds back has the largest of its powers", course: "0 out, 1 in, 1 p=-5000, 2 p=-3000, 3 out", want: "1–3 unknown -3000 W"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			fold := charging.Begin(charging.State{}, tt.register)
			for _, r := range told(t, tt.course) {
				fold.Take(r)
			}
			now := noon.Add(2 * time.Hour)
			if tt.now > 0 {
				now = noon.Add(time.Duration(tt.now * float64(time.Minute)))
			}
			if got := shown(fold.Sessions(now)); got != tt.want {
				t.Errorf("got  %s\nwant %s", got, tt.want)
			}
		})
	}
}

package charging_test

import (
	"cmp"
	"encoding/json"
	"slices"
	"testing"
	"time"

	"github.com/google/uuid"
	"pgregory.net/rapid"

	"ohmstead/backend/charging"
	"ohmstead/energy/point"
	"ohmstead/energy/slot"
)

// visit is a vehicle that stays and takes some energy.
type visit struct{ away, stay, wh int }

// lived is the readings of a charger, one of each channel a minute, to which vehicles come one after the other, and
// the sessions that are true. The register is set to zero late minutes after a vehicle has come.
func lived(visits []visit, late int) (all []charging.Reading, want []charging.Session) {
	at, register := noon, 1000.0
	read := func(plug, watts float64) {
		for i, v := range []float64{plug, register, watts} {
			all = append(all, charging.Reading{Channel: charging.Channel(i), Reading: point.Of(v, at)})
		}
		at = at.Add(time.Minute)
	}
	for _, v := range visits {
		for range v.away {
			read(point.PlugOut, 0)
		}
		s := charging.Session{Started: at}
		given := 0.0
		for m := range v.stay {
			if m == min(late, v.stay-1) {
				register = 0
			}
			if m > late {
				given = float64(v.wh) * float64(m-late) / float64(v.stay)
				register = given
			}
			s.Seen = at
			read(point.PlugCharging, given)
		}
		ended, peak, joules, zero := at, int64(given+0.5), int64(given*3600+0.5), int64(0)
		s.Ended, s.PeakWatts, s.EnergyJ, s.FirstJ, s.LastJ = &ended, &peak, &joules, &zero, &joules
		want = append(want, s)
	}
	read(point.PlugOut, 0)
	return all, want
}

// Whatever vehicles come, each is one session with its times and what the register says.
func TestFold_FindsEveryVehicle(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		visits := rapid.SliceOfN(rapid.Custom(func(t *rapid.T) visit {
			return visit{rapid.IntRange(1, 30).Draw(t, "away"), rapid.IntRange(2, 90).Draw(t, "stay"), rapid.IntRange(0, 40_000).Draw(t, "Wh")}
		}), 1, 6).Draw(t, "visits")
		readings, want := lived(visits, rapid.IntRange(0, 1).Draw(t, "late"))
		fold := charging.Begin(charging.State{}, charging.SessionRegister)
		for _, r := range readings {
			fold.Take(r)
		}
		if got := fold.Sessions(noon); shown(got) != shown(want) {
			t.Fatalf("got  %s\nwant %s", shown(got), shown(want))
		}
	})
}

// depot keeps what a store does of one charger.
type depot struct {
	register    charging.Register
	readings    []charging.Reading
	checkpoints []charging.Checkpoint
	sessions    []charging.Known
	read        int
}

// bring stores readings and derives what follows.
func (d *depot) bring(t interface{ Fatal(...any) }, some []charging.Reading, now time.Time) {
	changed := slot.At(some[0].At, slot.QuarterHour)
	for _, r := range some {
		q := slot.At(r.At, slot.QuarterHour)
		if q.From.Before(changed.From) {
			changed.From = q.From
		}
		if q.To.After(changed.To) {
			changed.To = q.To
		}
	}
	d.readings = append(d.readings, some...)
	slices.SortFunc(d.readings, inOrder)
	walk := charging.NewWalk(d.checkpoints, changed, d.register)
	for _, r := range d.readings {
		if r.At.Before(walk.From()) {
			continue
		}
		if walk.Met() {
			break
		}
		d.read++
		if err := walk.Take([]charging.Reading{r}); err != nil {
			t.Fatal(err)
		}
	}
	outcome, err := walk.End(now)
	if err != nil {
		t.Fatal(err)
	}
	d.take(outcome)
}

func (d *depot) take(o charging.Outcome) {
	var stored []charging.Known
	for _, k := range d.sessions {
		if o.Concerns(k.Session) {
			stored = append(stored, k)
		}
	}
	r := charging.Revise(stored, o.Sessions)
	d.sessions = slices.DeleteFunc(d.sessions, func(k charging.Known) bool {
		return slices.Contains(r.Gone, k.ID) || slices.ContainsFunc(r.Changed, func(c charging.Known) bool { return c.ID == k.ID })
	})
	d.sessions = append(d.sessions, r.Changed...)
	for _, s := range r.Added {
		d.sessions = append(d.sessions, charging.Known{ID: uuid.New(), Session: s})
	}
	slices.SortStableFunc(d.sessions, func(a, b charging.Known) int { return a.Started.Compare(b.Started) })
	for _, c := range o.Keep {
		o.Forget = append(o.Forget, c.At)
	}
	d.checkpoints = slices.DeleteFunc(d.checkpoints, func(c charging.Checkpoint) bool {
		return slices.ContainsFunc(o.Forget, c.At.Equal)
	})
	for _, c := range o.Keep { // as a database keeps it
		text, _ := json.Marshal(c.State)
		c.State = charging.State{}
		_ = json.Unmarshal(text, &c.State)
		d.checkpoints = append(d.checkpoints, c)
	}
	slices.SortFunc(d.checkpoints, func(a, b charging.Checkpoint) int { return a.At.Compare(b.At) })
}

func inOrder(a, b charging.Reading) int {
	return cmp.Or(a.At.Compare(b.At), cmp.Compare(a.Channel, b.Channel))
}

// anything is a reading that may be told by a charger, at any instant of some days.
func anything(t *rapid.T) charging.Reading {
	r := charging.Reading{Channel: rapid.SampledFrom([]charging.Channel{charging.Plug, charging.Plug, charging.Energy, charging.Power}).Draw(t, "channel")}
	at := noon.Add(time.Duration(rapid.IntRange(0, 3*24*6).Draw(t, "10 min"))*10*time.Minute + time.Duration(rapid.IntRange(0, 3).Draw(t, "min"))*time.Minute)
	values := map[charging.Channel][]float64{charging.Plug: {0, 0, 1, 2, 3}, charging.Energy: {0, 100, 200, 300, 5000}, charging.Power: {0, 3700, 11_000}}[r.Channel]
	r.Reading = point.Of(rapid.SampledFrom(values).Draw(t, "value"), at)
	r.Quality = rapid.SampledFrom([]point.Quality{point.Good, point.Good, point.Uncertain, point.Stale}).Draw(t, "quality")
	return r
}

// In whatever order readings come, and however often in between it begins again from what is kept, the sessions are
// those of all readings in order of time; no two overlap.
func TestWalk_LateReadingsAreAsIfTheyHadComeInTime(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		readings := rapid.SliceOfNDistinct(rapid.Custom(anything), 1, 60, func(r charging.Reading) int64 { return r.At.UnixMicro()*4 + int64(r.Channel) }).Draw(t, "readings")
		d := depot{register: rapid.SampledFrom([]charging.Register{charging.SessionRegister, charging.LifetimeRegister}).Draw(t, "register")}
		now := noon.AddDate(0, 0, 4)
		for rest := readings; len(rest) > 0; {
			n := rapid.IntRange(1, len(rest)).Draw(t, "batch")
			d.bring(t, rest[:n], now)
			rest = rest[n:]
		}
		fold := charging.Begin(charging.State{}, d.register)
		for _, r := range d.readings {
			fold.Take(r)
		}
		var got []charging.Session
		for i, k := range d.sessions {
			got = append(got, k.Session)
			if i > 0 && d.sessions[i-1].Overlaps(k.Session) {
				t.Fatalf("two at a time: %s", shown(got))
			}
		}
		if want := fold.Sessions(now); shown(got) != shown(want) {
			t.Fatalf("got  %s\nwant %s", shown(got), shown(want))
		}
	})
}

// What comes in time is folded from the checkpoint before it, however long the vehicle stays: a reading is looked at
// as often as the rounds of two quarter hours.
func TestWalk_LooksBackNoFurtherThanItMust(t *testing.T) {
	readings, _ := lived([]visit{{away: 1, stay: 5 * 24 * 60, wh: 9000}}, 0)
	var d depot
	for chunk := range slices.Chunk(readings, 15) { // five minutes a round
		d.bring(t, chunk, noon)
	}
	if len(d.sessions) != 1 || d.read > 9*len(readings) || len(d.checkpoints) > 8 {
		t.Errorf("%d sessions; looked at %d readings %d times; %d checkpoints", len(d.sessions), len(readings), d.read, len(d.checkpoints))
	}
}

// Checkpoints are kept for as long as readings may come late, and no longer: the walk of late ones finds its way, and
// a charger has about one a day.
func TestWalk_KeepsCheckpointsOfAMonth(t *testing.T) {
	var d depot
	for day := range 60 {
		for _, hour := range []int{6, 18} {
			at := noon.AddDate(0, 0, day).Add(time.Duration(hour) * time.Hour)
			d.bring(t, []charging.Reading{{Reading: point.Of(float64(hour/18), at)}}, at)
		}
	}
	newest := d.checkpoints[len(d.checkpoints)-1].At
	oldest := d.checkpoints[0].At
	if age := newest.Sub(oldest); age < 32*24*time.Hour || age > 34*24*time.Hour || len(d.checkpoints) > 36 {
		t.Errorf("%d checkpoints of %v", len(d.checkpoints), age)
	}
	before := len(d.sessions)
	late := newest.AddDate(0, 0, -29)
	d.bring(t, []charging.Reading{{Reading: point.Of(point.PlugOut, late)}}, newest)
	if len(d.sessions) != before {
		t.Errorf("%d sessions, then %d", before, len(d.sessions))
	}
}

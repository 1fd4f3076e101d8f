package record_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"ohmstead/edge/control"
	"ohmstead/edge/cycle"
	"ohmstead/edge/image"
	"ohmstead/edge/record"
	"ohmstead/edge/site"
	"ohmstead/energy/point"
)

const house = `site: {name: house, time_zone: Europe/Berlin}
cycle: 200ms
max_age: 2s
assets:
  - {id: grid0, nature: GRID_METER}
  - {id: ess0, nature: ESS, max_apparent_power_va: 5000, capacity_wh: 10000}
controllers:
  - {id: soc, type: SOC_LIMITS, ess: ess0}
  - {id: guard, type: STALE_DATA_GUARD, assets: [ess0], ramp_watts_per_s: 1000}
  - {id: zero, type: SELF_CONSUMPTION, ess: ess0, meter: grid0}
`

var noon = time.Date(2026, 6, 1, 12, 0, 0, 0, time.UTC)

// edge is a core that is recorded.
type edge struct {
	t        testing.TB
	site     *site.Site
	inbox    *image.Inbox
	core     *cycle.Core
	recorder *record.Recorder
	now      time.Time
	n        int
	given    []string // by cycle, what was set
}

func parse(t testing.TB, text string) *site.Site {
	t.Helper()
	c, err := site.Parse("house.yaml", []byte(text))
	if err != nil {
		t.Fatal(err)
	}
	s, err := site.Build(c, site.Everything)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func newEdge(t testing.TB, dir string, room int64) *edge {
	t.Helper()
	s := parse(t, house)
	r, err := record.New(record.Config{
		Dir: dir, Room: room, Site: s, Offers: site.Everything, Software: "1.2.3", Boot: "boot", Log: slog.New(slog.DiscardHandler),
	})
	if err != nil {
		t.Fatal(err)
	}
	e := &edge{t: t, site: s, inbox: image.NewInbox(s.Layout), recorder: r, now: noon}
	e.core = cycle.New(s, e.inbox)
	e.core.Watch(r)
	r.Rest(e.core)
	e.core.Ready()
	return e
}

// cycle runs one cycle in which everything has another value.
func (e *edge) cycle() {
	e.now, e.n = e.now.Add(200*time.Millisecond), e.n+1
	for i, c := range e.site.Layout.Channels() {
		if c.Point.Kind != point.Setpoint && c.Point.Kind != "" {
			e.inbox.Put([]image.Update{{Handle: image.Handle(i), Reading: point.Of(float64((e.n*7919+i*31)%5000)/100, e.now)}})
		}
	}
	out := e.core.Step(e.now)
	e.given = append(e.given, given(out))
	e.recorder.Rest(e.core)
}

func given(out *cycle.Output) string {
	text := out.At.Format(time.RFC3339Nano) + string(out.State)
	for _, s := range out.Setpoints {
		text += fmt.Sprint(" ", s.Channel, s.Value)
	}
	for _, c := range out.Cuts {
		text += fmt.Sprint(" ", c.Asset, c.By, c.Given, c.Cause.Code)
	}
	return text
}

// run runs the recorder until the function has returned and all is on disk.
func (e *edge) run(while func()) {
	ctx, cancel := context.WithCancel(e.t.Context())
	done := make(chan error, 1)
	go func() { done <- e.recorder.Run(ctx) }()
	while()
	cancel()
	if err := <-done; err != nil {
		e.t.Fatal(err)
	}
}

// replayed are the answers of a record's cycles.
func replayed(t testing.TB, path string) (all []string, segments []*record.Segment, err error) {
	t.Helper()
	segments, err = record.Find(path)
	if err != nil {
		return nil, nil, err
	}
	for _, s := range segments {
		p, err := s.Player()
		if err != nil {
			return all, segments, err
		}
		for {
			turn, err := p.Next()
			if errors.Is(err, io.EOF) {
				break
			}
			if err != nil {
				return all, segments, err
			}
			if turn.Differs {
				t.Errorf("at %v this program answers otherwise", turn.At)
			}
			all = append(all, given(turn.Out))
		}
	}
	return all, segments, nil
}

// recorded is the folder of a record of so many cycles, and what was set in them.
func recorded(t testing.TB, cycles int) (string, []string) {
	t.Helper()
	e := newEdge(t, filepath.Join(t.TempDir(), "record"), 64<<20)
	e.run(func() {
		for range cycles {
			e.cycle()
			for e.recorder.Waiting() > 1<<18 {
				time.Sleep(time.Millisecond)
			}
		}
	})
	return e.path(), e.given
}

func (e *edge) path() string { return e.recorder.Dir() }

func only(t testing.TB, dir string) string {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(dir, "*"))
	if err != nil || len(files) != 1 {
		t.Fatalf("%v %v, want one segment", files, err)
	}
	return files[0]
}

func TestSegmentsFollowEachOtherWithoutASeam(t *testing.T) {
	dir, want := recorded(t, 6500) // a segment is ten minutes: 3000 cycles
	got, segments, err := replayed(t, dir)
	if err != nil || !slices.Equal(got, want) {
		t.Errorf("%d cycles came back as %d: %v", len(want), len(got), err)
	}
	if len(segments) != 3 {
		t.Errorf("%d segments, want 3", len(segments))
	}
	for _, s := range segments {
		if !s.Ended || s.Lost > 0 || s.Software != "1.2.3" || s.Damage() != nil {
			t.Errorf("%s: %v, lost %d, %v", s.Path, s.Ended, s.Lost, s.Damage())
		}
	}
}

// A record that is cut off anywhere, as a kill or a loss of power cuts it, holds the whole cycles
// before the cut.
func TestATornTailIsCutAtTheLastWholeCycle(t *testing.T) {
	dir, want := recorded(t, 40)
	path := only(t, dir)
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	most := 0
	for cut := len(data) - 1; cut > 0; cut -= 1 + cut/97 {
		if err := os.WriteFile(path, data[:cut], 0o600); err != nil {
			t.Fatal(err)
		}
		got, segments, err := replayed(t, dir)
		if err != nil {
			if strings.Contains(err.Error(), "\n") || !strings.HasPrefix(err.Error(), path) {
				t.Fatalf("cut to %d of %d bytes: %v", cut, len(data), err)
			}
			continue
		}
		if len(got) > len(want) || !slices.Equal(got, want[:len(got)]) || segments[0].Ended && len(got) < len(want) || segments[0].Damage() != nil {
			t.Fatalf("cut to %d of %d bytes: %d cycles, ended %v, %v", cut, len(data), len(got), segments[0].Ended, segments[0].Damage())
		}
		most = max(most, len(got))
	}
	if most < len(want)/2 {
		t.Errorf("no cut left more than %d of %d cycles", most, len(want))
	}
}

func TestWhatCannotBeReplayedIsRefusedInOneLine(t *testing.T) {
	dir, _ := recorded(t, 20)
	path := only(t, dir)
	good, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	for name, tt := range map[string]struct {
		data []byte
		want string
	}{
		"nothing":           {nil, " holds no cycle: the edge was stopped as it began"},
		"a scenario":        {[]byte("name: a scenario, which is text\n"), ` is no record of an edge: it does not begin with "OHMREC\r\n"`},
		"half a header":     {good[:200], " ends in its header, after 188 of"},
		"a damaged header":  {bytes.Replace(good, []byte(`"software":"1.2.3"`), []byte(`"software":"1.2.4"`), 1), " has a damaged header: its checksum does not fit"},
		"another version":   {record.WithHeader(good, func(h *record.Header) { h.Version = 2 }), " has version 2 of the format, this program reads version 1"},
		"another program":   {record.WithHeader(good, func(h *record.Header) { h.Shape++ }), " was recorded by Ohmstead 1.2.3 and cannot be replayed by this one: its controllers keep other things between cycles than this program's; use that version"},
		"another site file": {record.WithHeader(good, func(h *record.Header) { h.SiteFile = strings.Replace(h.SiteFile, "GRID_METER", "METER", 1) }), `:10: INVALID_VALUE: controllers[2].meter is "grid0", want an asset of nature GRID_METER; grid0 is METER`},
		"another layout":    {record.WithHeader(good, func(h *record.Header) { h.Layout++ }), " was recorded by Ohmstead 1.2.3 and cannot be replayed by this one: its site file comes to other channels here; use that version"},
		"no cycles":         {record.WithTurns(good, nil), " holds no cycle: the edge was stopped as it began"},
		"noise for cycles":  {append(slices.Clone(good[:bytes.IndexByte(good[8:], '\n')+8+5]), bytes.Repeat([]byte{0xff, 0x13}, 500)...), " is damaged before its first cycle: "},
	} {
		t.Run(name, func(t *testing.T) {
			if err := os.WriteFile(path, tt.data, 0o600); err != nil {
				t.Fatal(err)
			}
			_, _, err := replayed(t, path)
			if err == nil || !strings.Contains(err.Error(), tt.want) || strings.Contains(err.Error(), "\n") || !strings.Contains(err.Error(), path) {
				t.Errorf("got %v\nwant %s%s", err, path, tt.want)
			}
		})
	}
}

// A bit that has turned on the disk ends the record there and is said.
func TestADamagedMiddleIsSaid(t *testing.T) {
	dir, want := recorded(t, 400)
	path := only(t, dir)
	good, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	bad := slices.Clone(good)
	bad[len(bad)/2] ^= 0x10
	if err := os.WriteFile(path, bad, 0o600); err != nil {
		t.Fatal(err)
	}
	got, segments, err := replayed(t, path)
	if err != nil || len(got) >= len(want) || !slices.Equal(got, want[:len(got)]) || segments[0].Damage() == nil {
		t.Errorf("%d of %d cycles, %v, damage %v", len(got), len(want), err, segments[0].Damage())
	}
}

func TestTheOldestGoesWhenTheRoomIsFull(t *testing.T) {
	dir := t.TempDir()
	for i := range 40 {
		name := fmt.Sprintf("%010d-20260101T000000Z.ohmrec", i+1)
		if err := os.WriteFile(filepath.Join(dir, name), make([]byte, record.LeastRoom/10), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	other := filepath.Join(dir, "notes.ohmrec")
	if err := os.WriteFile(other, make([]byte, record.LeastRoom), 0o600); err != nil {
		t.Fatal(err)
	}
	e := newEdge(t, dir, record.LeastRoom)
	e.run(e.cycle)
	files, err := filepath.Glob(filepath.Join(dir, "0*"))
	if err != nil || len(files) != 9 || !strings.HasPrefix(filepath.Base(files[8]), "0000000041-") || !strings.HasPrefix(filepath.Base(files[0]), "0000000033-") {
		t.Errorf("%d files are left: %v", len(files), files)
	}
	if _, err := os.Stat(other); err != nil {
		t.Errorf("somebody else's file: %v", err)
	}
}

// A recorder that nobody empties, as on a disk that hangs, drops cycles and says how many; the cycle
// does not wait, and what follows is a segment of its own.
func TestWhatTheDiskDoesNotTakeIsDroppedAndCounted(t *testing.T) {
	e := newEdge(t, filepath.Join(t.TempDir(), "record"), 64<<20)
	for range 8000 {
		e.cycle()
	}
	e.run(func() {
		for end := time.Now().Add(2 * time.Minute); e.recorder.Waiting() > 0; time.Sleep(10 * time.Millisecond) {
			if time.Now().After(end) {
				t.Fatal("nobody empties it")
			}
		}
		for range 20 {
			e.cycle()
		}
	})
	got, segments, err := replayed(t, e.path())
	if err != nil || len(segments) < 2 {
		t.Fatalf("%d segments, %v", len(segments), err)
	}
	lost := uint64(0)
	for _, s := range segments {
		lost += s.Lost
	}
	if lost == 0 || len(got)+int(lost) != len(e.given) {
		t.Errorf("%d cycles, %d recorded, %d said to be lost", len(e.given), len(got), lost)
	}
	if tail := e.given[len(e.given)-5:]; !slices.Equal(got[len(got)-5:], tail) {
		t.Error("the last cycles are not the last of the record")
	}
}

// A folder that cannot be written costs the record and nothing else.
func TestADiskThatTakesNothingCostsTheRecordAlone(t *testing.T) {
	file := filepath.Join(t.TempDir(), "a file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	var log bytes.Buffer
	s := parse(t, house)
	r, err := record.New(record.Config{
		Dir: filepath.Join(file, "record"), Room: record.LeastRoom, Site: s, Offers: site.Everything, Log: slog.New(slog.NewTextHandler(&log, nil)),
	})
	if err != nil {
		t.Fatal(err)
	}
	e := &edge{t: t, site: s, inbox: image.NewInbox(s.Layout), recorder: r, now: noon}
	e.core = cycle.New(s, e.inbox)
	e.core.Watch(r)
	r.Rest(e.core)
	e.core.Ready()
	e.run(func() {
		for range 15 {
			time.Sleep(100 * time.Millisecond)
			e.cycle()
		}
	})
	if n := strings.Count(log.String(), "what the edge does is not recorded"); n != 1 || len(e.given) != 15 {
		t.Errorf("it was said %d times, in %d cycles:\n%s", n, len(e.given), log.String())
	}
}

func TestRecordingAllocatesNothing(t *testing.T) {
	e := newEdge(t, filepath.Join(t.TempDir(), "record"), record.LeastRoom)
	e.given = make([]string, 0, 1)
	updates := make([]image.Update, 0, e.site.Layout.Len())
	for i, c := range e.site.Layout.Channels() {
		if c.Point.Kind != point.Setpoint {
			updates = append(updates, image.Update{Handle: image.Handle(i), Reading: point.Of(float64(i%90), noon)})
		}
	}
	one := func() {
		e.now = e.now.Add(200 * time.Millisecond)
		for i := range updates {
			updates[i].Reading.At = e.now
			updates[i].Reading.Value = float64((e.n + i) % 90)
		}
		e.n++
		e.inbox.Put(updates)
		e.core.Step(e.now)
		e.recorder.Rest(e.core)
	}
	for range 50 {
		one()
	}
	if n := testing.AllocsPerRun(200, one); n != 0 {
		t.Errorf("%v allocations in a cycle that is recorded, want 0", n)
	}
}

func TestOrdersAreRecordedWithTheirRefusals(t *testing.T) {
	e := newEdge(t, filepath.Join(t.TempDir(), "record"), record.LeastRoom)
	e.run(func() {
		e.cycle()
		if err := e.core.SetMode("LUNAR", "ann"); err == nil {
			t.Error("a mode that does not exist was taken")
		}
		e.core.Enable(false, "ann")
		e.core.SetPlan(control.Plan{ID: "plan", Issued: noon})
		e.cycle()
	})
	segments, err := record.Find(e.path())
	if err != nil {
		t.Fatal(err)
	}
	p, err := segments[0].Player()
	if err != nil {
		t.Fatal(err)
	}
	if _, err := p.Next(); err != nil {
		t.Fatal(err)
	}
	turn, err := p.Next()
	if err != nil || len(turn.Acts) != 3 || turn.Acts[0].Mode != "LUNAR" || turn.Refused[0] == nil || turn.Refused[1] != nil || turn.Acts[2].Plan.ID != "plan" {
		t.Errorf("%+v %v %v", turn.Acts, turn.Refused, err)
	}
}

func FuzzSegment(f *testing.F) {
	dir, _ := recorded(f, 5)
	good, err := os.ReadFile(only(f, dir))
	if err != nil {
		f.Fatal(err)
	}
	plain := record.Turns(good)
	f.Add(plain)
	f.Add(plain[:len(plain)/2])
	f.Add([]byte{})
	f.Fuzz(func(t *testing.T, turns []byte) {
		p, err := record.Played(good, record.Sealed(turns))
		for n := 0; err == nil && n < 20; n++ {
			_, err = p.Next()
		}
	})
}

// BenchmarkRecord is what recording costs the cycle: nothing but the copy. In the plant each of some
// thousand channels has another value in each cycle, which is the worst there is. The imprint is taken
// once in ten minutes.
func BenchmarkRecord(b *testing.B) {
	text := house
	for i := 0; strings.Count(text, "METER}") < 90; i++ {
		text = strings.Replace(text, "controllers:\n", fmt.Sprintf("  - {id: meter%d, nature: METER}\ncontrollers:\n", i), 1)
	}
	s := parse(b, text)
	r, err := record.New(record.Config{Dir: b.TempDir(), Room: 1 << 30, Site: s, Offers: site.Everything, Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		b.Fatal(err)
	}
	inbox := image.NewInbox(s.Layout)
	core, im, now := cycle.New(s, inbox), image.New(s.Layout), noon
	core.Watch(r)
	r.Rest(core)
	var updates []image.Update
	for i := range s.Layout.Channels() {
		updates = append(updates, image.Update{Handle: image.Handle(i), Reading: point.Of(0, now)})
	}
	out := core.Step(now)
	b.Run(fmt.Sprintf("%d_channels_changed", s.Layout.Len()), func(b *testing.B) {
		for n := range b.N {
			now = now.Add(200 * time.Millisecond)
			for i := range updates {
				updates[i].Reading = point.Of(float64(n*i%997)/7, now)
			}
			inbox.Put(updates)
			inbox.Freeze(now, im)
			b.StartTimer()
			r.Frozen(now, 200*time.Millisecond, im)
			r.Decided(out)
			b.StopTimer()
			r.Empty()
		}
	})
	b.Run("none_changed", func(b *testing.B) {
		for b.Loop() {
			r.Frozen(now, 0, im)
			r.Decided(out)
			r.Empty()
		}
	})
	b.Run("imprint", func(b *testing.B) {
		for b.Loop() {
			r.Anew(core)
		}
	})
}

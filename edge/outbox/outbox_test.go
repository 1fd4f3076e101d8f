package outbox_test

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/uuid"
	"go.uber.org/goleak"

	"ohmstead/edge/outbox"
	"ohmstead/energy/point"
	"ohmstead/internal/leaktest"
	"ohmstead/wire"
)

func TestMain(m *testing.M) {
	flag.Parse()
	if dir := *childDir; dir != "" {
		os.Exit(runChild(dir))
	}
	goleak.VerifyTestMain(leaktest.Settled{M: m})
}

const edgeID = "0198c0de-0000-7000-8000-0000000000e1"

func manifest() wire.Manifest {
	return wire.Manifest{
		Site:     wire.ManifestSite{Name: "Hof", TimeZone: "Europe/Berlin"},
		Assets:   []wire.ManifestAsset{{Key: "meter0", Name: "Netz", Nature: "GRID_METER"}},
		Channels: []wire.ManifestChannel{{Asset: "meter0", Name: "ActivePower", Unit: "W", Kind: "measurement"}},
	}
}

func open(t testing.TB, config outbox.Config) *outbox.Outbox {
	t.Helper()
	config.Edge = edgeID
	box, err := outbox.Open(t.Context(), config)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := box.Close(); err != nil {
			t.Error(err)
		}
	})
	return box
}

func begin(t testing.TB, config outbox.Config) *outbox.Outbox {
	t.Helper()
	box := open(t, config)
	if err := box.Begin(t.Context(), manifest()); err != nil {
		t.Fatal(err)
	}
	return box
}

func appendFrames(t testing.TB, box *outbox.Outbox, n int) {
	t.Helper()
	for i := range n {
		if _, err := box.AppendFrame(t.Context(), time.Now(), []wire.Row{{Quality: point.Good, Value: float64(i)}}); err != nil {
			t.Fatal(err)
		}
	}
}

// run starts Run and returns a function that stops it and waits.
func run(t testing.TB, box *outbox.Outbox) (stop func()) {
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() { done <- box.Run(ctx) }()
	return sync.OnceFunc(func() {
		cancel()
		if err := <-done; err != nil {
			t.Error(err)
		}
	})
}

// everything reads all messages from a position on, without waiting for more.
func everything(t testing.TB, box *outbox.Outbox, from uint64) []outbox.Message {
	t.Helper()
	var all []outbox.Message
	reader, tail := box.Read(from), box.Tail()
	// Generous, because the machine may be busy; only a deleted tail is ever waited for.
	quiet := 0
	for last := from - 1; last < tail && box.Stats().Messages > 0 && quiet < 60; {
		ctx, cancel := context.WithTimeout(t.Context(), 500*time.Millisecond)
		m, err := reader.Next(ctx)
		cancel()
		if errors.Is(err, context.DeadlineExceeded) {
			quiet++
			continue
		}
		quiet = 0
		if err != nil {
			t.Fatal(err)
		}
		all, last = append(all, m), m.Position
	}
	return all
}

func marks(all []outbox.Message) []string {
	var out []string
	for _, m := range all {
		out = append(out, fmt.Sprintf("%s %d after %d", m.Kind, m.Mark.Seq, m.Mark.After))
	}
	return out
}

func eventually(t testing.TB, what string, met func() bool) {
	t.Helper()
	for deadline := time.Now().Add(2 * time.Minute); !met(); time.Sleep(5 * time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatalf("not within two minutes: %s", what)
		}
	}
}

func TestABootIsItsManifestThenFramesAndEventsInOrder(t *testing.T) {
	box := begin(t, outbox.Config{Dir: t.TempDir()})
	appendFrames(t, box, 2)
	if seq, err := box.AppendEvent(t.Context(), wire.Event{At: time.Now(), Code: "DEVICE_LOST"}); err != nil || seq != 4 {
		t.Fatalf("event is %d, %v; want 4", seq, err)
	}
	got := everything(t, box, 1)
	if diff := cmp.Diff([]string{"manifest 1 after 0", "frame 2 after 1", "frame 3 after 2", "event 4 after 3"}, marks(got)); diff != "" {
		t.Error(diff)
	}
	var f wire.Frame
	if err := f.UnmarshalBinary(got[2].Data); err != nil || f.Seq != 3 || f.BootID != box.Boot() || f.Rows[0].Value != 1 {
		t.Errorf("frame is %+v, %v", f, err)
	}
	m, err := wire.DecodeManifest(got[0].Data)
	if _, hash := box.Manifest(); err != nil || m.Hash() != hash || f.Manifest != hash {
		t.Errorf("manifest %v, %v; the frame names %v", m.Hash(), err, f.Manifest)
	}
}

func TestNothingIsAppendedBeforeTheManifestOrBegunTwice(t *testing.T) {
	box := open(t, outbox.Config{Dir: t.TempDir()})
	if _, err := box.AppendEvent(t.Context(), wire.Event{At: time.Now(), Code: "DEVICE_LOST"}); err == nil {
		t.Error("an event is kept before the manifest")
	}
	if err := box.Begin(t.Context(), wire.Manifest{}); err == nil {
		t.Error("an empty manifest is kept")
	}
	if err := box.Begin(t.Context(), manifest()); err != nil {
		t.Fatal(err)
	}
	if err := box.Begin(t.Context(), manifest()); err == nil {
		t.Error("the boot begins twice")
	}
}

func TestARestartBeginsANewBootAndKeepsTheOld(t *testing.T) {
	dir := t.TempDir()
	first := begin(t, outbox.Config{Dir: dir})
	appendFrames(t, first, 3)
	if err := first.MarkStored([]wire.Stored{{BootID: first.Boot().String(), Seq: 2}}); err != nil {
		t.Fatal(err)
	}
	if err := first.Close(); err != nil {
		t.Fatal(err)
	}
	second := begin(t, outbox.Config{Dir: dir})
	if second.Boot() == first.Boot() {
		t.Fatal("two boots have one id")
	}
	want := []string{"frame 3 after 0", "frame 4 after 3", "manifest 1 after 0"}
	if diff := cmp.Diff(want, marks(everything(t, second, second.Unstored()))); diff != "" {
		t.Error(diff)
	}
	spans := []wire.Span{{BootID: first.Boot().String(), First: 3, Last: 4}, {BootID: second.Boot().String(), First: 1, Last: 1}}
	if diff := cmp.Diff(spans, second.Spans()); diff != "" {
		t.Error(diff)
	}
}

func TestWhatIsStoredIsDeletedAndNothingElse(t *testing.T) {
	dir := t.TempDir()
	first := begin(t, outbox.Config{Dir: dir})
	appendFrames(t, first, 3)
	if err := first.Close(); err != nil {
		t.Fatal(err)
	}
	box := begin(t, outbox.Config{Dir: dir, FlushEvery: 10 * time.Millisecond})
	appendFrames(t, box, 3)
	stop := run(t, box)
	defer stop()
	// The newer boot is ahead: a hole in the older one waits to be filled.
	if err := box.MarkStored([]wire.Stored{{BootID: first.Boot().String(), Seq: 2}, {BootID: box.Boot().String(), Seq: 3}}); err != nil {
		t.Fatal(err)
	}
	want := []string{"frame 3 after 0", "frame 4 after 3", "frame 4 after 0"}
	eventually(t, "the stored messages are deleted", func() bool { return cmp.Equal(want, marks(everything(t, box, 1))) })
	if err := box.MarkStored([]wire.Stored{{BootID: first.Boot().String(), Seq: 4}, {BootID: box.Boot().String(), Seq: 4}}); err != nil {
		t.Fatal(err)
	}
	eventually(t, "everything is deleted", func() bool { return len(everything(t, box, 1)) == 0 })
	appendFrames(t, box, 1)
	if diff := cmp.Diff([]string{"frame 5 after 0"}, marks(everything(t, box, box.Unstored()))); diff != "" {
		t.Error(diff)
	}
}

func TestCursorsThatMakeNoSenseAreRefused(t *testing.T) {
	box := begin(t, outbox.Config{Dir: t.TempDir()})
	boot := box.Boot().String()
	for name, tt := range map[string]struct {
		cursor wire.Stored
		fails  bool
	}{
		"beyond what was appended": {wire.Stored{BootID: boot, Seq: 2}, true},
		"of a boot that is none":   {wire.Stored{BootID: "x", Seq: 1}, true},
		"of a boot long gone":      {wire.Stored{BootID: uuid.NewString(), Seq: 9}, false},
		"at what is appended":      {wire.Stored{BootID: boot, Seq: 1}, false},
		"back to the beginning":    {wire.Stored{BootID: boot, Seq: 0}, false},
	} {
		if err := box.MarkStored([]wire.Stored{tt.cursor}); (err != nil) != tt.fails {
			t.Errorf("a cursor %s: %v", name, err)
		}
	}
}

func TestEmittedSamplesBecomeFramesAndRaisedEventsGoAtOnce(t *testing.T) {
	box := begin(t, outbox.Config{Dir: t.TempDir(), FlushEvery: 50 * time.Millisecond})
	at := time.Date(2026, 6, 1, 12, 0, 0, 123_456_789, time.UTC)
	box.Emit(
		outbox.Sample{Index: 0, Reading: point.Of(1, at)},
		outbox.Sample{Index: 3, Reading: point.Of(math.NaN(), at)},
		outbox.Sample{Index: 1, Reading: point.Reading{}},
		outbox.Sample{Index: 2, Reading: point.Reading{Value: 5, At: at.Add(-time.Second), Quality: point.Stale}},
		outbox.Sample{Index: 4, Reading: point.Of(6, at.Add(2*time.Hour))},
	)
	box.Raise(wire.Event{At: at, Code: "DEVICE_LOST", Device: "meter"})
	stop := run(t, box)
	defer stop()
	eventually(t, "manifest, event and two frames are kept", func() bool { return box.Stats().Appended == 4 })
	all := everything(t, box, 1)
	if diff := cmp.Diff([]string{"manifest 1 after 0", "event 2 after 1", "frame 3 after 2", "frame 4 after 3"}, marks(all)); diff != "" {
		t.Fatal(diff)
	}
	var f wire.Frame
	if err := f.UnmarshalBinary(all[2].Data); err != nil {
		t.Fatal(err)
	}
	want := []wire.Row{{Index: 0, Quality: point.Good, Value: 1}, {Index: 2, Offset: -time.Second, Quality: point.Stale, Value: 5}}
	if diff := cmp.Diff(want, f.Rows); diff != "" || !f.T0.Equal(at.Truncate(time.Microsecond)) {
		t.Errorf("t0 %v, rows: %s", f.T0, diff)
	}
	if got := box.Stats().SamplesRefused; got != 2 {
		t.Errorf("%d samples without a value are counted, want 2", got)
	}
}

func TestWhatWaitsIsKeptWhenRunEnds(t *testing.T) {
	box := begin(t, outbox.Config{Dir: t.TempDir(), FlushEvery: time.Hour})
	stop := run(t, box)
	box.Emit(outbox.Sample{Reading: point.Of(1, time.Now())})
	stop()
	if diff := cmp.Diff([]string{"manifest 1 after 0", "frame 2 after 1"}, marks(everything(t, box, 1))); diff != "" {
		t.Error(diff)
	}
}

func TestAnOverflowingQueueDropsTheOldestAndSaysSo(t *testing.T) {
	box := begin(t, outbox.Config{Dir: t.TempDir(), QueueSamples: 10, FlushEvery: 20 * time.Millisecond})
	at := time.Date(2026, 6, 1, 12, 0, 0, 0, time.UTC)
	for i := range 14 {
		box.Emit(outbox.Sample{Reading: point.Of(float64(i), at.Add(time.Duration(i)*time.Second))})
	}
	stop := run(t, box)
	defer stop()
	eventually(t, "the event and the frame are kept", func() bool { return box.Stats().Appended == 3 })
	all := everything(t, box, 1)
	e, err := wire.DecodeEvent(all[1].Data)
	if err != nil {
		t.Fatal(err)
	}
	want := map[string]any{"count": 4.0, "from": "2026-06-01T12:00:00Z", "to": "2026-06-01T12:00:03Z"}
	if diff := cmp.Diff(want, e.Params); diff != "" || e.Code != "SAMPLES_DROPPED" {
		t.Errorf("%s %s", e.Code, diff)
	}
	var f wire.Frame
	if err := f.UnmarshalBinary(all[2].Data); err != nil || len(f.Rows) != 10 || f.Rows[0].Value != 4 {
		t.Errorf("frame has %d rows from %v, %v", len(f.Rows), f.Rows, err)
	}
}

func TestAFullStoreDropsTheOldestFramesAndKeepsEvents(t *testing.T) {
	box := begin(t, outbox.Config{Dir: t.TempDir(), MaxBytes: 1 << 20, FlushEvery: 10 * time.Millisecond})
	first, err := box.AppendEvent(t.Context(), wire.Event{At: time.Now(), Code: "DEVICE_LOST"})
	if err != nil {
		t.Fatal(err)
	}
	stop := run(t, box)
	defer stop()
	rows := make([]wire.Row, 2000)
	for i := range rows {
		rows[i] = wire.Row{Index: uint32(i), Quality: point.Good, Value: math.Pi * float64(i)}
	}
	var sent uint64
	for box.Stats().SamplesDropped < 10_000 {
		if _, err := box.AppendFrame(t.Context(), time.Now(), rows); err != nil && !errors.Is(err, outbox.ErrFull) {
			t.Fatal(err)
		} else if err == nil {
			sent += uint64(len(rows))
		}
		if sent > 1_000_000 {
			t.Fatal("nothing is dropped")
		}
	}
	stop()
	var kept, dropped uint64
	var sawFirst, sawManifest bool
	after := map[bool]int{}
	for _, m := range everything(t, box, 1) {
		after[m.Mark.After+1 == m.Mark.Seq]++
		switch m.Kind {
		case wire.KindFrame:
			kept += uint64(len(rows))
		case wire.KindManifest:
			sawManifest = true
		case wire.KindEvent:
			e, err := wire.DecodeEvent(m.Data)
			if err != nil {
				t.Fatal(err)
			}
			sawFirst = sawFirst || m.Mark.Seq == first
			if count, ok := e.Params["count"].(float64); ok {
				dropped += uint64(count)
			}
		}
	}
	if kept+dropped != sent || dropped != box.Stats().SamplesDropped {
		t.Errorf("sent %d samples, %d are kept and %d reported as dropped, %d counted", sent, kept, dropped, box.Stats().SamplesDropped)
	}
	if !sawFirst || !sawManifest {
		t.Errorf("first event kept: %v, manifest kept: %v; both must outlive frames", sawFirst, sawManifest)
	}
	if after[false] == 0 {
		t.Error("no message says that it follows dropped ones")
	}
	if got := box.Stats().Bytes; got > 1<<20+1<<16 {
		t.Errorf("%d bytes are kept, the bound is %d", got, 1<<20)
	}
}

func TestOldFramesAreDroppedAndOldEventsKept(t *testing.T) {
	box := begin(t, outbox.Config{Dir: t.TempDir(), MaxAge: time.Millisecond, FlushEvery: 10 * time.Millisecond})
	if _, err := box.AppendEvent(t.Context(), wire.Event{At: time.Now(), Code: "DEVICE_LOST"}); err != nil {
		t.Fatal(err)
	}
	appendFrames(t, box, 3)
	stop := run(t, box)
	defer stop()
	want := []string{"manifest 1 after 0", "event 2 after 1", "event 6 after 2"}
	eventually(t, "only the frames are dropped", func() bool { return cmp.Equal(want, marks(everything(t, box, 1))) })
}

func TestOpenRefusals(t *testing.T) {
	busy := t.TempDir()
	open(t, outbox.Config{Dir: busy})
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	tests := map[string]struct {
		config outbox.Config
		want   string
	}{
		"a directory in use":       {outbox.Config{Dir: busy, Edge: edgeID}, "is in use by another process"},
		"a directory that is none": {outbox.Config{Dir: file, Edge: edgeID}, "make outbox directory"},
		"no directory":             {outbox.Config{Edge: edgeID}, "outbox directory is missing"},
		"an edge that is no id":    {outbox.Config{Dir: busy, Edge: "E1"}, `edge is "E1"`},
		"hardly any room":          {outbox.Config{Dir: busy, Edge: edgeID, MaxBytes: 5}, "at least 1 MiB"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			box, err := outbox.Open(t.Context(), tt.config)
			if err == nil {
				t.Fatal(box.Close())
			}
			if !strings.Contains(err.Error(), tt.want) {
				t.Errorf("error is %v, want one with %q", err, tt.want)
			}
		})
	}
}

func TestEmitNeitherBlocksNorAllocates(t *testing.T) {
	box := begin(t, outbox.Config{Dir: t.TempDir(), QueueSamples: 100})
	samples := []outbox.Sample{{Index: 1, Reading: point.Of(1, time.Now())}, {Index: 2, Reading: point.Of(2, time.Now())}}
	if allocs := testing.AllocsPerRun(1000, func() { box.Emit(samples...) }); allocs != 0 {
		t.Errorf("%v allocations per Emit, want 0", allocs)
	}
}

func BenchmarkAppendFrame(b *testing.B) {
	box := begin(b, outbox.Config{Dir: b.TempDir()})
	rows := make([]wire.Row, 100)
	for i := range rows {
		rows[i] = wire.Row{Index: uint32(i), Quality: point.Good, Value: float64(i)}
	}
	for b.Loop() {
		if _, err := box.AppendFrame(b.Context(), time.Now(), rows); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkRead(b *testing.B) {
	box := begin(b, outbox.Config{Dir: b.TempDir()})
	appendFrames(b, box, 2000)
	b.ResetTimer()
	for n := 0; n < b.N; {
		reader := box.Read(1)
		for range min(2000, b.N-n) {
			if _, err := reader.Next(b.Context()); err != nil {
				b.Fatal(err)
			}
			n++
		}
	}
}

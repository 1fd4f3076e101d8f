package study_test

import (
	"bytes"
	"context"
	"log/slog"
	"testing"

	"ohmstead/edge/cycle"
	"ohmstead/edge/record"
	"ohmstead/edge/site"
	"ohmstead/sim/world/storm"
	"ohmstead/study"
)

// witness records a core twice: as an edge does, and the lines it would write.
type witness struct {
	*record.Recorder
	core  *cycle.Core
	done  []cycle.Kind
	lines *bytes.Buffer
}

func (w *witness) Done(a cycle.Act) {
	w.done = append(w.done, a.Kind)
	w.Recorder.Done(a)
}

func (w *witness) Decided(out *cycle.Output) {
	w.lines.Write(study.LineOf(w.core, out, w.done))
	w.done = nil
	w.Recorder.Decided(out)
}

// recording records the processes of an edge one after the other into a folder.
type recording struct {
	t     *testing.T
	dir   string
	lines bytes.Buffer
	stop  func()
}

func (r *recording) begin(s *site.Site, core *cycle.Core) cycle.Recorder {
	if r.stop != nil {
		r.stop()
	}
	recorder, err := record.New(record.Config{
		Dir: r.dir, Room: 1 << 30, Site: s, Offers: site.Everything, Software: "this", Boot: "one", Log: slog.New(slog.DiscardHandler),
	})
	if err != nil {
		r.t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() { done <- recorder.Run(ctx) }()
	r.stop = func() {
		cancel()
		if err := <-done; err != nil {
			r.t.Error(err)
		}
	}
	return &witness{Recorder: recorder, core: core, lines: &r.lines}
}

// Whatever happens to an edge, from faults and restarts to a clock that steps, its record replays to
// the very bytes of what it decided and why.
func TestARecordReplaysToTheBytesOfWhatTheEdgeDecided(t *testing.T) {
	for seed := range uint64(5) {
		r := &recording{t: t, dir: t.TempDir()}
		report, err := storm.Run(storm.Config{Seed: 100 + seed, Cycles: 1000, Record: r.begin})
		r.stop()
		if err != nil || report.Violation != nil {
			t.Fatal(err, report.Violation)
		}
		var got, errs bytes.Buffer
		exit := study.ReplayRecord(&got, &errs, r.dir, study.Bare())
		if exit != study.Met || errs.Len() > 0 {
			t.Errorf("seed %d: exit %d, %s", seed, exit, errs.String())
		}
		if r.lines.Len() == 0 || !bytes.Equal(got.Bytes(), r.lines.Bytes()) {
			t.Fatalf("seed %d: %d and %d bytes\n%s", seed, r.lines.Len(), got.Len(), apart(r.lines.Bytes(), got.Bytes()))
		}
	}
}

package uplink

import (
	"testing"
	"time"

	"ohmstead/energy/reason"
	"ohmstead/wire"
)

func TestAControlReportIsSentWhenItIsWorthIt(t *testing.T) {
	at := time.Date(2026, 6, 1, 12, 0, 0, 0, time.UTC)
	watts := func(w int64) *int64 { return &w }
	quiet := wire.ControlReport{State: "RUN", Assets: []wire.AssetReport{{Key: "ess0", GivenWatts: watts(1)}}}
	moved := wire.ControlReport{State: "RUN", Assets: []wire.AssetReport{{Key: "ess0", GivenWatts: watts(2)}}}
	cut := wire.ControlReport{State: "RUN", Assets: []wire.AssetReport{{Key: "ess0", Cuts: []wire.CutReport{{By: "zero", Code: reason.AssetLimit, Asked: 1}}}}}
	cutMore := wire.ControlReport{State: "RUN", Assets: []wire.AssetReport{{Key: "ess0", Cuts: []wire.CutReport{{By: "zero", Code: reason.AssetLimit, Asked: 2}}}}}
	fault := wire.ControlReport{State: "FAULT"}
	var p pace
	steps := []struct {
		name   string
		after  time.Duration
		report wire.ControlReport
		watch  bool
		want   bool
	}{
		{"the first is sent", 0, quiet, false, true},
		{"a power that moves is no news", 5 * time.Second, moved, false, false},
		{"a minute is", time.Minute, moved, false, true},
		{"a cut is news", 3 * time.Second, cut, false, true},
		{"the same cut of another power is none", 3 * time.Second, cutMore, false, false},
		{"a fault is news at once", 0, fault, false, true},
		{"news come at most every two seconds", time.Second, quiet, false, false},
		{"and then they come", time.Second, quiet, false, true},
		{"while somebody looks they come every two seconds", 2 * time.Second, moved, true, true},
		{"and again", 2 * time.Second, moved, false, true},
		{"until nobody has looked for half a minute", 31 * time.Second, moved, false, false},
		{"a clock that was set back sends", -time.Hour, moved, false, true},
	}
	for _, s := range steps {
		at = at.Add(s.after)
		if s.watch {
			p.watch(at)
		}
		if got := p.due(s.report, at); got != s.want {
			t.Errorf("%s: sent is %v", s.name, got)
		}
	}
}

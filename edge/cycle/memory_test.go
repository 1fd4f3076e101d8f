package cycle_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"pgregory.net/rapid"

	"ohmstead/edge/control"
	"ohmstead/edge/cycle"
	"ohmstead/edge/cycle/state"
	"ohmstead/energy/envelope"
	"ohmstead/energy/unit"
)

// A restart at any cycle reaches RUN or the latched FAULT as before; and FAULT is left by nothing
// but an operator's clear.
func TestARestartAtAnyCycleGoesOnAsBefore(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		s := newStage(t, envelope.Safety, control.Spec{})
		tripped := false
		s.puppet.does = func(_ control.Input, out *control.Filing) {
			if tripped {
				trip(out)
			}
		}
		s.step()
		kept := s.core.Memory()
		for range rapid.IntRange(1, 30).Draw(r, "cycles") {
			before := s.core.State()
			cleared := false
			switch rapid.SampledFrom([]string{"", "trip", "mend", "clear", "override", "release", "mode", "on", "off", "latch", "restart"}).Draw(r, "what") {
			case "trip":
				tripped = true
			case "mend":
				tripped = false
			case "clear":
				cleared = s.core.Clear("ann", "looked") == nil
			case "override":
				length := time.Duration(rapid.IntRange(1, 5).Draw(r, "seconds")) * time.Second
				_ = s.core.Override(s.now, byHand(s, unit.Power(rapid.IntRange(-9000, 9000).Draw(r, "watts")), length)) // refused in FAULT
			case "release":
				s.core.Release("o1", "ann")
			case "mode":
				if err := s.core.SetMode(rapid.SampledFrom(control.Modes()).Draw(r, "mode"), "ann"); err != nil {
					r.Fatal(err)
				}
			case "on", "off":
				s.core.Enable(rapid.Bool().Draw(r, "on"), "ann")
			case "latch":
				s.puppet.set = rapid.Uint64().Draw(r, "latches")
			case "restart":
				again := stageFor(t, envelope.Safety, control.Spec{}, kept)
				again.now, again.puppet.does = s.now, s.puppet.does
				if s.puppet.set != again.puppet.set {
					r.Errorf("latches %x after the restart, want %x", again.puppet.set, s.puppet.set)
				}
				s = again
			}
			out, _ := s.step()
			if out.Changed {
				kept = s.core.Memory()
			}
			if diff := cmp.Diff(s.core.Memory(), kept, cmpopts.EquateEmpty()); diff != "" {
				r.Fatalf("the memory changed and nobody was told:\n%s", diff)
			}
			if before == state.Fault && out.State != state.Fault && !cleared {
				r.Fatalf("FAULT was left for %s without a clear", out.State)
			}
			if tripped && out.State != state.Fault && out.State != state.Shutdown {
				r.Fatalf("in %s though the fault is there", out.State)
			}
		}
	})
}

func TestARestartTakesBackOnlyWhatStillFits(t *testing.T) {
	s := newStage(t, envelope.Safety, control.Spec{})
	s.step()
	if err := s.core.Override(s.now, byHand(s, 700, time.Hour)); err != nil {
		t.Fatal(err)
	}
	if err := s.core.SetMode(control.Backup, "ann"); err != nil {
		t.Fatal(err)
	}
	m := s.core.Memory()
	m.Overrides = append(m.Overrides, cycle.Override{Asset: "sold", Power: 1}, cycle.Override{Asset: "meter0", Power: 1})
	m.Latches = append(m.Latches, cycle.Latches{Controller: "gone", Set: 1}, cycle.Latches{Controller: "zero", Set: 1})
	again := stageFor(t, envelope.Safety, control.Spec{}, m)
	again.now = s.now
	out, _ := again.step()
	if out.Mode != control.Backup || out.Setpoints[0].Power != 700 || len(again.core.Memory().Overrides) != 1 {
		t.Errorf("mode %s, set-points %+v, memory %+v", out.Mode, out.Setpoints, again.core.Memory())
	}
	m.ModeFile = control.PeakShaving
	again = stageFor(t, envelope.Safety, control.Spec{}, m)
	if got := again.core.Mode(); got != control.SelfConsumption {
		t.Errorf("mode %s, want the site file's, which is newer than what was kept", got)
	}
}

package cycle_test

import (
	"context"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"ohmstead/edge/control"
	"ohmstead/edge/cycle"
	"ohmstead/edge/device"
	"ohmstead/edge/image"
	"ohmstead/edge/site"
	"ohmstead/energy/envelope"
	"ohmstead/energy/reason"
)

// told runs cycles for so many seconds and returns the events, with "cleared" behind those that are.
func (b *bench) told(from time.Time, seconds int, values func(second int) map[string]float64) []string {
	var events []string
	for second := range seconds {
		now := from.Add(time.Duration(second) * time.Second)
		b.put(now, values(second))
		out := b.core.Step(now)
		for _, e := range out.Events {
			if e.Code == reason.StateChanged {
				continue
			}
			text := e.Asset + " " + string(e.Code)
			if e.Cleared {
				text += " cleared"
			}
			events = append(events, text)
		}
	}
	return events
}

func TestADeviceThatAppliesAnotherSetpointIsSaidOnceAndClearedOnce(t *testing.T) {
	b := newBench(t)
	site := func(applied float64) func(int) map[string]float64 {
		return func(second int) map[string]float64 {
			return map[string]float64{
				"meter0.ActivePower": 1500 + float64(second%7)*20, "ess0.ActivePower": 0, "ess0.SOC": 50,
				"ess0.SetActivePowerApplied": applied,
			}
		}
	}
	if got := b.told(noon, 60, site(-1500)); len(got) > 0 {
		t.Errorf("a device that applies what moves around its order: %v", got)
	}
	if got := b.told(noon.Add(time.Minute), 14, site(0)); len(got) > 0 {
		t.Errorf("within its patience: %v", got)
	}
	if got := b.told(noon.Add(74*time.Second), 60, site(0)); !slices.Equal(got, []string{"ess0 READ_BACK_MISMATCH"}) {
		t.Errorf("a device that applies 0 W instead: %v", got)
	}
	if got := b.told(noon.Add(134*time.Second), 30, site(-1540)); !slices.Equal(got, []string{"ess0 READ_BACK_MISMATCH cleared"}) {
		t.Errorf("a device that obeys again: %v", got)
	}
}

// slow takes longer than its cycle, as often as told.
type slow struct{ times int }

func (s *slow) Propose(control.Input, *control.Filing) {
	if s.times > 0 {
		s.times--
		time.Sleep(300 * time.Millisecond)
	}
}

func TestAControllerOverItsBudgetIsBenchedOnlyWhenItKeepsDoingSo(t *testing.T) {
	tests := map[string]struct {
		times   int
		benched bool
	}{
		"two long cycles are the machine's":       {2, false},
		"three in a row are the controller's own": {3, true},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				sink := runLoop(t, &slow{tt.times}, 3*time.Second)
				if got := slices.Contains(sink.events, string(reason.ControllerOverBudget)); got != tt.benched {
					t.Errorf("benched %v, want %v: %v", got, tt.benched, sink.events)
				}
			})
		})
	}
}

// runLoop runs the house with one more controller for a while and returns what was told.
func runLoop(t *testing.T, extra *slow, length time.Duration) *log {
	s := build(t, house)
	s.Controllers = append(s.Controllers, site.Armed{ID: "slow", Level: envelope.Aux, Controller: extra})
	health := device.NewBoard([]string{"meter"})
	health.Report(device.Health{Device: "meter", LastAnswer: time.Now()})
	sink := &log{}
	core := cycle.New(s, image.NewInbox(s.Layout))
	loop := cycle.NewLoop(core, device.NewOrders(s.Layout), health, sink)
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan error, 1)
	go func() { done <- loop.Run(ctx) }()
	time.Sleep(length)
	cancel()
	if err := <-done; err != nil {
		t.Fatal(err)
	}
	return sink
}

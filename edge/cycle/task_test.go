package cycle_test

import (
	"context"
	"errors"
	"testing"
	"testing/synctest"
	"time"

	"ohmstead/edge/control"
	"ohmstead/edge/cycle"
	"ohmstead/edge/cycle/state"
	"ohmstead/edge/device"
	"ohmstead/edge/image"
)

func TestWhatIsAskedOfARunningLoopIsDoneBetweenTwoCyclesAndRemembered(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := build(t, house)
		health := device.NewBoard([]string{"meter"})
		health.Report(device.Health{Device: "meter", LastAnswer: time.Now()})
		loop := cycle.NewLoop(cycle.New(s, image.NewInbox(s.Layout)), device.NewOrders(s.Layout), health, &log{})
		var kept []cycle.Memory
		loop.Keep(func(m cycle.Memory) { kept = append(kept, m) })
		ctx, cancel := context.WithCancel(t.Context())
		done := make(chan error, 1)
		go func() { done <- loop.Run(ctx) }()
		time.Sleep(time.Second)
		if len(kept) != 0 {
			t.Errorf("remembered %+v before anything changed", kept)
		}
		before := time.Now()
		err := loop.Do(ctx, func(now time.Time, c *cycle.Core) error {
			c.Enable(false, "ann")
			return c.SetMode(control.Backup, "ann")
		})
		if waited := time.Since(before); err != nil || waited > s.Config.Cycle {
			t.Errorf("%v after %v", err, waited)
		}
		refusal := errors.New("not now")
		if err := loop.Do(ctx, func(time.Time, *cycle.Core) error { return refusal }); !errors.Is(err, refusal) {
			t.Errorf("the answer is %v", err)
		}
		synctest.Wait()
		if got := loop.Status(); got.State != state.Standby || !got.Disabled || got.Mode != control.Backup {
			t.Errorf("status %s, disabled %v, mode %s", got.State, got.Disabled, got.Mode)
		}
		if len(kept) != 1 || !kept[0].Disabled || kept[0].Mode != control.Backup {
			t.Errorf("remembered %+v, want the one change", kept)
		}
		cancel()
		if err := <-done; err != nil {
			t.Fatal(err)
		}
		nothing := func(time.Time, *cycle.Core) error { return nil }
		if err := loop.Do(t.Context(), nothing); !errors.Is(err, cycle.ErrStopped) {
			t.Errorf("after the end: %v", err)
		}
	})
}

func TestWhoStopsWaitingForALoopIsAnsweredByItsContext(t *testing.T) {
	s := build(t, house)
	loop := cycle.NewLoop(cycle.New(s, image.NewInbox(s.Layout)), device.NewOrders(s.Layout), device.NewBoard(nil), &log{})
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	nothing := func(time.Time, *cycle.Core) error { return nil }
	if err := loop.Do(ctx, nothing); !errors.Is(err, context.Canceled) {
		t.Errorf("a loop that does not run yet answers %v", err)
	}
}

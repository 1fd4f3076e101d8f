package stage_test

import (
	"context"
	"errors"
	"slices"
	"strings"
	"sync"
	"testing"

	"go.uber.org/goleak"

	"ohmstead/internal/leaktest"
	"ohmstead/internal/stage"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(leaktest.Settled{M: m}) }

type diary struct {
	mu    sync.Mutex
	lines []string
}

func (d *diary) until(name string) func(context.Context) error {
	return func(ctx context.Context) error {
		<-ctx.Done()
		d.mu.Lock()
		defer d.mu.Unlock()
		d.lines = append(d.lines, name)
		return nil
	}
}

func TestLastStartedStopsFirst(t *testing.T) {
	var s stage.Stack
	var d diary
	for _, name := range []string{"outbox", "drivers", "cycle"} {
		s.Start(name, d.until(name))
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := errors.Join(s.Wait(ctx), s.Stop()); err != nil {
		t.Fatal(err)
	}
	if want := []string{"cycle", "drivers", "outbox"}; !slices.Equal(d.lines, want) {
		t.Errorf("stopped in order %v, want %v", d.lines, want)
	}
}

func TestAStageThatFailsEndsTheWait(t *testing.T) {
	var s stage.Stack
	var d diary
	s.Start("outbox", d.until("outbox"))
	s.Start("drivers", func(context.Context) error { return errors.New("port in use") })
	err := s.Wait(t.Context())
	if err == nil || !strings.Contains(err.Error(), "drivers: port in use") {
		t.Errorf("wait ended with %v", err)
	}
	if err := s.Stop(); err != nil || !slices.Equal(d.lines, []string{"outbox"}) {
		t.Errorf("stopping said %v and stopped %v", err, d.lines)
	}
}

func TestAStageThatJustEndsIsAFailureToo(t *testing.T) {
	var s stage.Stack
	s.Start("drivers", func(context.Context) error { return nil })
	if err := s.Wait(t.Context()); err == nil {
		t.Error("nobody noticed")
	}
	if err := s.Stop(); err != nil {
		t.Error(err)
	}
}

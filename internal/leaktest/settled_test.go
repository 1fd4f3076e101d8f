package leaktest_test

import (
	"testing"
	"time"

	"go.uber.org/goleak"

	"ohmstead/internal/leaktest"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(leaktest.Settled{M: m}) }

// tests are a package's: they leave a goroutine that ends later.
type tests struct {
	code int
	end  time.Duration
}

func (s tests) Run() int {
	go time.Sleep(s.end)
	return s.code
}

func TestWhatEndsLateIsWaitedFor(t *testing.T) {
	running := goleak.IgnoreCurrent()
	if code := (leaktest.Settled{M: tests{0, time.Second}, Ignore: []goleak.Option{running}}).Run(); code != 0 {
		t.Errorf("the tests end with %d", code)
	}
	if err := goleak.Find(running); err != nil {
		t.Error(err)
	}
}

func TestTestsThatFailedHaveFailed(t *testing.T) {
	if code := (leaktest.Settled{M: tests{3, 0}}).Run(); code != 3 {
		t.Errorf("the tests end with %d", code)
	}
}

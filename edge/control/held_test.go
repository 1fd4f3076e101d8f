package control_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"ohmstead/edge/control"
)

func TestHeldCountsFromTheFirstCycleAndForgetsAnInterruption(t *testing.T) {
	var h control.Held
	var past []bool
	for _, on := range []bool{true, true, true, false, true, true, true, true} {
		past = append(past, h.Past(on, time.Second, 2*time.Second))
	}
	if diff := cmp.Diff([]bool{false, false, true, false, false, false, true, true}, past); diff != "" {
		t.Errorf("two seconds are past (-want +got):\n%s", diff)
	}
	if got := h.Elapsed(); got != 3*time.Second {
		t.Errorf("it has held for %v, want 3s", got)
	}
	if !h.Past(true, 0, 0) || h.Past(false, time.Second, 0) {
		t.Error("no delay at all is not past at once, or is past without the condition")
	}
}

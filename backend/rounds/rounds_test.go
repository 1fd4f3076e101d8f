package rounds_test

import (
	"context"
	"errors"
	"testing"
	"testing/synctest"
	"time"

	"ohmstead/backend/rounds"
)

// The first round comes at once, a failure is told and stops nothing, and the end of the context, which
// the last round runs into, is no failure.
func TestEvery_GoesOnUntilItIsStopped(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ctx, stop := context.WithCancel(t.Context())
		began, fault := time.Now(), errors.New("the store is away")
		var at []time.Duration
		var told []error
		rounds.Every(ctx, time.Minute, func() error {
			at = append(at, time.Since(began))
			switch len(at) {
			case 2:
				return fault
			case 3:
				time.Sleep(90 * time.Second)
			case 5:
				stop()
				return ctx.Err()
			}
			return nil
		}, func(err error) { told = append(told, err) })
		want := []time.Duration{0, time.Minute, 2 * time.Minute, 210 * time.Second, 240 * time.Second}
		if len(at) != len(want) {
			t.Fatalf("rounds at %v, want %v", at, want)
		}
		for i := range want {
			if at[i] != want[i] {
				t.Errorf("round %d at %v, want %v", i+1, at[i], want[i])
			}
		}
		if len(told) != 1 || !errors.Is(told[0], fault) {
			t.Errorf("told %v, want the one fault", told)
		}
	})
}

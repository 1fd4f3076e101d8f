package telemetry_test

import (
	"context"
	"errors"
	"log/slog"
	"testing"
	"testing/synctest"
	"time"

	"ohmstead/backend/telemetry"
)

func TestCloseBefore(t *testing.T) {
	for now, want := range map[string]string{
		"2026-11-28T00:00:00Z":      "2026-11-26T00:00:00Z",
		"2026-11-27T23:59:59Z":      "2026-11-25T00:00:00Z",
		"2026-11-28T00:30:00+01:00": "2026-11-25T00:00:00Z", // days are those of UTC
	} {
		at, err := time.Parse(time.RFC3339, now)
		if err != nil {
			t.Fatal(err)
		}
		if got := telemetry.CloseBefore(at).Format(time.RFC3339); got != want {
			t.Errorf("at %s days before %s are closed, want %s", now, got, want)
		}
	}
}

// heaps is a store with so many days to close, which fails once.
type heaps struct {
	left, calls int
	before      time.Time
}

func (h *heaps) CloseDays(_ context.Context, before time.Time, limit int) (int, error) {
	h.before = before
	if h.calls++; h.calls == 1 {
		return 0, errors.New("the database is away")
	}
	n := min(limit, h.left)
	h.left -= n
	return n, nil
}

func TestClosing_GoesOnAfterAFault(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		store := &heaps{left: 2500}
		ctx, cancel := context.WithCancel(t.Context())
		done := make(chan error, 1)
		go func() { done <- telemetry.NewClosing(store, slog.New(slog.DiscardHandler)).Run(ctx) }()
		time.Sleep(90 * time.Minute)
		cancel()
		if err := <-done; err != nil || store.left != 0 {
			t.Errorf("%d days are left, %v", store.left, err)
		}
		if age := time.Since(store.before); age < telemetry.CloseAfter || age > telemetry.CloseAfter+25*time.Hour {
			t.Errorf("days before %s ago are closed", age)
		}
	})
}

package dispatch_test

import (
	"context"
	"errors"
	"log/slog"
	"slices"
	"testing"
	"time"

	"ohmstead/backend/dispatch"
	"ohmstead/backend/identity"
)

// waiting counts the commands of tenants that wait for their end.
type waiting struct {
	left   map[int32]int
	broken int32 // the tenant whose commands cannot be ended
	asked  []time.Time
}

func (w *waiting) Tenants(context.Context) ([]identity.Tenant, error) {
	return []identity.Tenant{{Key: 1}, {Key: 2}, {Key: 3}}, nil
}

func (w *waiting) ExpireCommands(_ context.Context, t identity.Tenant, before time.Time, limit int) (int, error) {
	w.asked = append(w.asked, before)
	if t.Key == w.broken {
		return 0, errors.New("the database is away")
	}
	n := min(w.left[t.Key], limit)
	w.left[t.Key] -= n
	return n, nil
}

func TestARoundEndsAllThatHasExpiredWhateverOneTenantsDatabaseDoes(t *testing.T) {
	w := &waiting{left: map[int32]int{1: 1200, 2: 7, 3: 3}, broken: 2}
	err := dispatch.NewExpiry(w, slog.New(slog.DiscardHandler)).Round(t.Context(), noon)
	if err == nil || w.left[1] != 0 || w.left[2] != 7 || w.left[3] != 0 {
		t.Errorf("%v, and there are left %v", err, w.left)
	}
	// An answer may still be on its way for half a minute.
	if slices.ContainsFunc(w.asked, func(at time.Time) bool { return !at.Equal(noon.Add(-30 * time.Second)) }) {
		t.Errorf("asked for what expired before %v", w.asked)
	}
}

package postgres_test

import (
	"context"
	"errors"
	"sync"
	"testing"
	"time"

	"ohmstead/backend/postgres"
	"ohmstead/energy/reason"
)

// Connections that nobody gives back make a refusal of what would wait for ever.
func TestInTenant_WaitsOnlySoLongForAConnection(t *testing.T) {
	w := newWorld(t)
	var held, taken sync.WaitGroup
	release := make(chan struct{})
	for range w.BeginWithin(time.Minute) {
		taken.Add(1)
		held.Go(func() {
			var once sync.Once
			err := w.InTenant(t.Context(), w.scope, func(*postgres.Tx) error {
				once.Do(taken.Done)
				<-release
				return nil
			})
			once.Do(taken.Done)
			if err != nil {
				t.Errorf("a transaction that began is ended: %v", err)
			}
		})
	}
	taken.Wait()
	w.BeginWithin(50 * time.Millisecond)
	one := func(ctx context.Context) error {
		return w.InTenant(ctx, w.scope, func(*postgres.Tx) error { return nil })
	}
	refused := new(reason.Error)
	if err := one(t.Context()); !errors.As(err, &refused) || refused.Code != reason.Unavailable {
		t.Errorf("without a connection: %v, want UNAVAILABLE", err)
	}
	if _, err := w.Sites(t.Context(), w.scope); !errors.As(err, &refused) || refused.Code != reason.Unavailable {
		t.Errorf("a list without a connection: %v, want UNAVAILABLE", err)
	}
	impatient, cancel := context.WithTimeout(t.Context(), time.Millisecond)
	defer cancel()
	if err := one(impatient); errors.As(err, &refused) || !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("the caller's own deadline: %v", err)
	}
	close(release)
	held.Wait()
	w.BeginWithin(time.Minute)
	if err := one(t.Context()); err != nil {
		t.Errorf("with connections again: %v", err)
	}
}

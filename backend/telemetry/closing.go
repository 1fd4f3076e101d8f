package telemetry

import (
	"context"
	"fmt"
	"log/slog"
	"time"

	"ohmstead/backend/rounds"
	"ohmstead/energy/slot"
)

// CloseAfter is how long after its end a UTC day stays open. Nearly everything that is late is late
// by minutes, or is an outage of hours that ends on the next day; and people look closely at
// yesterday. What comes later than that opens its day again, whole: with a longer time a database
// holds more rows of twenty times the size, with a shorter one it opens more days again.
const CloseAfter = 48 * time.Hour

// Bounds of closing: so many channels' days in a row, and so long between two rounds. A day that was
// opened again stays open until the next round, so that late rows that come one by one open it once.
const (
	closeLimit = 1000
	closeEvery = time.Hour
)

// CloseBefore is the start of the first UTC day that is not closed at now.
func CloseBefore(now time.Time) time.Time { return slot.Floor(now.Add(-CloseAfter), 24*time.Hour) }

// Closer packs the samples of days that are over.
type Closer interface {
	// CloseDays packs at most limit channels' days that begin before an instant, the oldest first,
	// and returns how many; fewer than limit means that nothing is left. Readers see the same rows
	// before and after.
	CloseDays(ctx context.Context, before time.Time, limit int) (int, error)
}

// Closing closes days, round after round.
type Closing struct {
	store Closer
	log   *slog.Logger
}

// NewClosing is a runner over a store.
func NewClosing(store Closer, log *slog.Logger) *Closing { return &Closing{store: store, log: log} }

// Run closes until ctx ends. What fails is tried again in the next round.
func (c *Closing) Run(ctx context.Context) error {
	rounds.Every(ctx, closeEvery, func() error { return c.round(ctx, time.Now()) }, func(err error) {
		c.log.Error("days stay open until the next round", "err", err)
	})
	return nil
}

func (c *Closing) round(ctx context.Context, now time.Time) error {
	closed := 0
	for {
		n, err := c.store.CloseDays(ctx, CloseBefore(now), closeLimit)
		closed += n
		if err != nil {
			return fmt.Errorf("close days: %w", err)
		}
		if n < closeLimit {
			if closed > 0 {
				c.log.Info("days were closed", "count", closed)
			}
			return nil
		}
	}
}

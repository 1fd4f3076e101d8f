// Package rounds is work that is done again and again until it is stopped:
//
//	rounds.Every(ctx, sealEvery, func() error { return s.Round(ctx) }, func(err error) { log.Error("…", "err", err) })
package rounds

import (
	"context"
	"time"
)

// Every does a round at once and then one in every period, until ctx ends. The error of a round is handed
// to failed, and the next round tries again; what fails because ctx has ended is nobody's fault. Rounds that
// take longer than a period follow each other at once, and none is made up for.
func Every(ctx context.Context, period time.Duration, round func() error, failed func(err error)) {
	tick := time.NewTicker(period)
	defer tick.Stop()
	for {
		if err := round(); err != nil && ctx.Err() == nil {
			failed(err)
		}
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
	}
}

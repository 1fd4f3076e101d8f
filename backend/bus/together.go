package bus

import (
	"cmp"
	"context"
	"errors"
	"slices"
	"time"

	"ohmstead/backend/registry"
	"ohmstead/backend/telemetry"
	"ohmstead/energy/reason"
)

// partyRows is from how many rows on edges of one tenant are stored in several transactions at the
// same time: a commit costs the more, the fewer rows share it.
const partyRows = 10_000

// party is queues of edges of one tenant that are stored together.
type party []*queue

// parties parts the queues that are not empty by tenant, and those of a large one by rows.
func parties(queues []*queue) []party {
	left := slices.DeleteFunc(slices.Clone(queues), func(q *queue) bool { return len(q.items) == 0 })
	slices.SortStableFunc(left, func(a, b *queue) int { return cmp.Compare(a.edge.address.Tenant, b.edge.address.Tenant) })
	var all []party
	rows := 0
	for i, q := range left {
		if i == 0 || q.edge.address.Tenant != left[i-1].edge.address.Tenant || rows >= partyRows {
			all, rows = append(all, nil), 0
		}
		all[len(all)-1] = append(all[len(all)-1], q)
		rows += q.rows()
	}
	return all
}

// together stores the heads of a party's queues in one transaction, and then the next, until none is
// left. A queue that fails, or that is in a transaction that fails, is left to be stored by itself: so
// the fault of one edge is found and does not stop the others. An error means that the database is
// away; then all is as it was.
func (w *Worker) together(ctx context.Context, p party) error {
	for {
		runs, err := w.heads(ctx, p)
		if err != nil || len(runs) == 0 {
			return err
		}
		err = w.storeAll(ctx, runs)
		if away(err) {
			return err
		}
		if err != nil && len(runs) > 1 {
			w.log.Warn("messages of several edges were not stored together and are stored one by one", "count", len(runs), "err", err)
		}
		for _, c := range runs {
			c.queue.apart = err != nil
		}
	}
}

// heads are the runs at the heads of the queues, as far as they fit into one transaction.
func (w *Worker) heads(ctx context.Context, p party) ([]*commit, error) {
	var runs []*commit
	rows := 0
	for _, q := range p {
		if len(q.items) == 0 || q.apart || q.single || rows >= maxSamples {
			continue
		}
		c, err := w.guardedTake(ctx, q)
		switch {
		case away(err):
			return nil, err
		case err != nil:
			q.apart = true
		default:
			runs = append(runs, c)
			rows += len(c.samples)
		}
	}
	return runs, nil
}

func away(err error) bool { return errors.Is(err, reason.New(reason.Unavailable, nil)) }

func (w *Worker) guardedTake(ctx context.Context, q *queue) (c *commit, err error) {
	defer recovered(q, &err)
	return w.take(ctx, q)
}

func (w *Worker) storeAll(ctx context.Context, runs []*commit) (err error) {
	defer recovered(runs[0].queue, &err)
	return w.store(ctx, runs)
}

// partConflicts gives each run the conflicts that are its own.
func partConflicts(runs []*commit, conflicts []telemetry.Sample) {
	if len(conflicts) == 0 {
		return
	}
	of := map[int32]*commit{} // by site
	for _, c := range runs {
		of[c.edge.record.SiteKey] = c
	}
	for _, s := range conflicts {
		of[s.Site].refuse(reason.New(reason.SampleConflict, reason.Params{"timestamp": s.At.UTC().Format(time.RFC3339Nano)}))
	}
}

// touch notes the edges of these runs as heard, as often as is worth it.
func (w *Worker) touch(ctx context.Context, runs []*commit) {
	var heard []registry.EdgeRecord
	now := time.Now()
	for _, c := range runs {
		if now.Sub(c.edge.touched) >= touchEvery {
			c.edge.touched = now
			heard = append(heard, c.edge.record)
		}
	}
	if len(heard) == 0 {
		return
	}
	if err := w.services.Edges.TouchEdges(ctx, heard, now, registry.Said{}); err != nil {
		w.log.Warn("edges were not noted as heard", "count", len(heard), "err", err)
	}
}

package postgres_test

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"ohmstead/backend/microgrid"
	"ohmstead/backend/postgres"
	"ohmstead/wire"
)

// play carries a cycle out, from its decision to the last confirmation, with a process that ends at a
// message and with another from there on. It reports whether the first ended before it was through.
func (y yard) play(at int64, answered bool) (ended bool) {
	y.t.Helper()
	began := *y.clock
	db, cable := y.process(at, answered)
	defer func() { cable.end(db) }()
	round := func(ctx context.Context, db *postgres.DB) error { return applier(db, y.bell).Round(ctx, *y.clock) }
	steps := []func(context.Context, *postgres.DB) error{
		func(ctx context.Context, db *postgres.DB) error {
			_, err := microgrid.NewService(db).Rebalance(ctx, y.scope, microgrid.Rebalance{Microgrid: y.id, CorrelationID: "story", Source: "OPERATOR"}, began)
			return err
		},
		round, y.answered, round, y.answered, round,
	}
	for i := 0; i < len(steps); {
		ctx, cancel := context.WithTimeout(y.t.Context(), 2*time.Minute)
		err := steps[i](ctx, db)
		cancel()
		switch {
		case cable.dead.Load() && !ended: // the step is done again, whatever became of it
			ended = true
			cable.end(db)
			db, cable = y.process(0, false)
			envelopeStory{row: y.row}.settled()
		case err != nil:
			y.t.Fatalf("step %d after the end of a process: %v", i, err)
		default:
			i++
		}
	}
	return ended
}

// answered has the edge obey, which is no matter of the process that ends.
func (y yard) answered(context.Context, *postgres.DB) error {
	y.answer(wire.AckExecuted)
	y.after(1)
	return nil
}

// story is all that is kept of carrying a second cycle out but for ids and keys: its commands in their order,
// and what became of leaves.
func (y yard) story() []string {
	y.t.Helper()
	out := y.asked(`SELECT seq || ' ' || asset || ' ' || (payload->>'active_power_watts') || ' ' || state || ' ' || (issued_by IS NULL) FROM commands
		WHERE tenant_id = $1 AND kind = 'DISPATCH' AND seq > 2 ORDER BY seq`)
	out = append(out, y.asked(`SELECT a.key || ' ' || e.asked_watts || ' ' || coalesce(e.ordered_watts::text, '-') || ' ' || coalesce(e.confirmed_watts::text, '-') || ' ' || e.orders ||
			' ' || e.reason_code || ' ' || (e.ended_at IS NULL)
		FROM cycle_executions e JOIN microgrid_nodes n USING (tenant_id, microgrid_id, node_id) JOIN assets a ON a.tenant_id = e.tenant_id AND a.id = n.attached_asset_id
		WHERE e.tenant_id = $1 ORDER BY 1`)...)
	return append(out, fmt.Sprint(y.cycles(), " cycles"))
}

// Whenever a worker ends while it decides or carries out a cycle, at each of the messages it sends to its
// database, before that has it and when it is done and the worker does not know: no order is given twice,
// none is lost, and nobody rises before who is to have less has confirmed.
func TestApplier_AWorkerMayEndAtAnyPoint(t *testing.T) {
	const most = 200
	g := newWorld(t).grid()
	var want []string
	for _, answered := range []bool{false, true} {
		points := 0
		for at := int64(0); at <= most; at++ {
			y := populate(t, g.DB, g.cfg).grid().settledYard()
			y.wants(5_000, 15_000)
			y.after(10)
			through := !y.play(at, answered)
			got := y.story()
			if want == nil {
				if want = got; !strings.Contains(strings.Join(got, ";"), "3 car0 5000 EXECUTED true;4 car1 15000 EXECUTED true;") {
					t.Fatalf("the reference is %q", got)
				}
			}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Fatalf("ended at message %d, answered %t (-want +got):\n%s", at, answered, diff)
			}
			if at > 0 && through {
				break // it was through before so many messages: that were all points
			}
			points++
		}
		if points < 15 || points == most {
			t.Errorf("answered %t: %d points were tried", answered, points)
		}
		t.Log(fmt.Sprintf("answered %t:", answered), points, "points")
	}
}

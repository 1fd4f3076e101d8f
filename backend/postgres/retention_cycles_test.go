package postgres_test

import (
	"errors"
	"fmt"
	"testing"
	"time"

	"ohmstead/backend/microgrid"
	"ohmstead/backend/retention"
	"ohmstead/energy/reason"
	"ohmstead/energy/topology"
)

// turn runs a cycle in its turn, so many days ago and a while after noon.
func (r row) turn(ago int, after time.Duration) topology.ID {
	r.t.Helper()
	c, err := r.service.Rebalance(r.t.Context(), r.scope, microgrid.Rebalance{Microgrid: r.id, Source: "PERIODIC"}, noon().AddDate(0, 0, -ago).Add(after))
	if err != nil {
		r.t.Fatal(err)
	}
	return c.CycleID
}

// mark changes a cycle past the program.
func (r row) mark(id topology.ID, set string) topology.ID {
	r.t.Helper()
	if _, err := r.super.Exec(r.t.Context(), "UPDATE balancing_cycles SET "+set+" WHERE cycle_id = $1", string(id)); err != nil {
		r.t.Fatal(err)
	}
	return id
}

// count is how many rows of a table the tenant has.
func (r row) count(of string) int {
	r.t.Helper()
	var n int
	if err := r.super.QueryRow(r.t.Context(), "SELECT count(*) FROM "+of+" AND tenant_id = $1", r.tenant.Key).Scan(&n); err != nil {
		r.t.Fatal(err)
	}
	return n
}

// drop removes what is over, so many rows of a table at a time.
func (r row) drop(limit int) (rounds int) {
	r.t.Helper()
	for n := int64(1); n > 0; rounds++ {
		before := r.count("balancing_cycles WHERE true")
		var err error
		if n, err = r.DropCycles(r.t.Context(), r.tenant.Key, limit); err != nil {
			r.t.Fatal(err)
		}
		if gone := before - r.count("balancing_cycles WHERE true"); gone > limit || n > int64(4*limit) {
			r.t.Fatalf("%d cycles went, and %d rows, of %d at a time", gone, n, limit)
		}
	}
	return rounds
}

// found reports whether a cycle can be read, with its summary.
func (r row) found(id topology.ID) bool {
	r.t.Helper()
	c, err := r.FindCycle(r.t.Context(), r.scope, r.id, id)
	if err != nil && !errors.Is(err, reason.New(reason.NotFound, nil)) || err == nil && c.Allocation == nil {
		r.t.Fatalf("cycle %s: %v, %+v", id, err, c)
	}
	return err == nil
}

func TestCyclesInTheirTurnGoSoonerThanOthers(t *testing.T) {
	r := newWorld(t).grid().row(2)
	far := r.turn(400, 0)
	farAsked := r.cycle(noon().AddDate(0, 0, -399), "somebody asked long ago").CycleID
	summary := r.turn(120, 0)
	breached := r.mark(r.turn(120, time.Minute), `breaches = '[{"node_id":"x"}]'`) // has its summary from the one before
	routine := []topology.ID{r.turn(110, 0), r.turn(110, time.Minute), r.turn(110, time.Hour)}
	rejected := r.mark(r.turn(100, 0), "outcome = 'REJECTED'")
	asked := r.cycle(noon().AddDate(0, 0, -99), "somebody asked").CycleID
	scheduled := r.mark(r.turn(98, 0), `audit = audit || '{"source":"SCHEDULER"}'`)
	r.asks(5_000)
	young := r.turn(80, 0)
	last := r.turn(79, 0)
	audited, events := r.count("audit_log WHERE entity <> 'telemetry_drops'"), r.count("microgrid_events WHERE name = 'microgrid.topology_updated'")

	if rounds := r.drop(2); rounds < 4 {
		t.Errorf("it took %d rounds of 2", rounds)
	}
	for what, want := range map[string]struct {
		id   topology.ID
		kept bool
	}{
		"in its turn, 400 days ago": {far, false}, "asked for, 399 days ago": {farAsked, false},
		"in its turn, 110 days ago": {routine[0], false}, "with the summary of the one before": {routine[1], false}, "an hour later": {routine[2], false},
		"with a breach": {breached, true}, "that has the summary of the one with a breach": {summary, true},
		"REJECTED": {rejected, true}, "asked for by a person": {asked, true}, "of an envelope": {scheduled, true},
		"80 days ago": {young, true}, "the last": {last, true},
	} {
		if r.found(want.id) != want.kept {
			t.Errorf("the cycle %s is kept: %v, want %v", what, !want.kept, want.kept)
		}
	}
	kept := map[topology.ID]bool{breached: true, summary: true, rejected: true, asked: true, scheduled: true, young: true, last: true}
	for cursor, listed := "", 0; ; {
		page, next, err := r.Cycles(t.Context(), r.scope, microgrid.CycleFilter{Microgrid: r.id, Limit: 3, Cursor: cursor})
		if err != nil {
			t.Fatal(err)
		}
		for _, c := range page {
			if listed++; !kept[c.CycleID] {
				t.Errorf("%s is still listed", c.CycleID)
			}
		}
		if cursor = next; cursor == "" {
			if listed != len(kept) {
				t.Errorf("%d cycles are listed, want %d", listed, len(kept))
			}
			break
		}
	}
	// What became of a cycle stays with it, and so do the events that tell of it.
	for id := range kept {
		if found, err := r.Executions(t.Context(), r.scope, r.id, id); err != nil || len(found) != len(r.leaves) {
			t.Errorf("cycle %s: %d executions, %v", id, len(found), err)
		}
	}
	if n := r.count("microgrid_events WHERE name = 'microgrid.cycle_completed'"); n != len(kept) {
		t.Errorf("%d cycles are told of, want %d", n, len(kept))
	}
	if n := r.count("audit_log WHERE entity <> 'telemetry_drops'"); n != audited {
		t.Errorf("the audit log had %d rows and has %d", audited, n)
	}
	if n := r.count("microgrid_events WHERE name = 'microgrid.topology_updated'"); n != events {
		t.Errorf("%d events of the topology of %d", n, events)
	}
	state, err := r.TelemetryPolicy(t.Context(), r.scope)
	var noted int64
	for _, d := range state.Drops {
		if d.Tier == "cycles" {
			noted += d.Rows
		}
	}
	if err != nil || noted != 5 {
		t.Errorf("%d cycles are noted as removed, %v; want 5", noted, err)
	}
	r.cycle(noon(), "it goes on") // with nothing that the next one needs gone
}

func TestAPolicySaysHowLongCyclesAreKept(t *testing.T) {
	w := newWorld(t)
	r, other := w.grid().row(1), populate(t, w.DB, w.cfg).grid().row(1)
	r.policy(retention.Policy{RawDays: 40, QuarterDays: 400, CycleDays: 7, CycleKeptDays: 30})
	var ids []topology.ID
	for _, ago := range []int{40, 20, 8, 5} {
		r.asks(int64(1000 * ago))
		ids = append(ids, r.turn(ago, 0))
		other.turn(ago, 0)
	}
	r.mark(ids[0], "outcome = 'REJECTED'")
	r.mark(ids[1], "outcome = 'REJECTED'")
	last := r.turn(1, 0)
	r.drop(100)
	got := fmt.Sprint(r.found(ids[0]), r.found(ids[1]), r.found(ids[2]), r.found(ids[3]), r.found(last))
	if got != "false true false true true" {
		t.Errorf("kept: %s", got)
	}
	if n := other.count("balancing_cycles WHERE true"); n != 4 {
		t.Errorf("another tenant has %d of its 4 cycles", n)
	}
	for _, p := range []retention.Policy{
		{RawDays: 40, QuarterDays: 400, CycleDays: 6, CycleKeptDays: 30},
		{RawDays: 40, QuarterDays: 400, CycleDays: 100, CycleKeptDays: 99},
	} {
		if err := p.Check(); !errors.Is(err, reason.New(reason.InvalidValue, nil)) {
			t.Errorf("%+v: %v, want INVALID_VALUE", p, err)
		}
		if _, err := r.SetTelemetryPolicy(t.Context(), r.scope, p); err == nil {
			t.Errorf("the database takes %+v", p)
		}
	}
}

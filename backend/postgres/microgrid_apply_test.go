package postgres_test

import (
	"context"
	"fmt"
	"log/slog"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"

	"ohmstead/backend/microgrid"
	"ohmstead/backend/microgrid/schedule"
	"ohmstead/backend/postgres"
	"ohmstead/energy/reason"
	"ohmstead/energy/topology"
	"ohmstead/energy/unit"
	"ohmstead/wire"
)

// bell remembers which edges were told that something waits for them.
type bell struct {
	mu   sync.Mutex
	rung []uuid.UUID
}

func (b *bell) Remind(_ context.Context, edge uuid.UUID) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.rung = append(b.rung, edge)
}

func applier(db *postgres.DB, b *bell) *schedule.Applier {
	return schedule.NewApplier(microgrid.NewService(db), db, b, schedule.Tools{Metrics: schedule.NewMetrics(), Log: slog.New(slog.DiscardHandler)})
}

// yard is a row of connectors at which chargers of the site's edge stand.
type yard struct {
	row
	bell  *bell
	clock *time.Time
}

// yard makes so many chargers below one feeder, which has a cap, and an edge that has just been heard.
func (g grid) yard(n int, limitWatts int64) yard {
	g.t.Helper()
	m := manifest()
	for i := range n {
		key := fmt.Sprintf("car%d", i)
		m.Devices = append(m.Devices, wire.ManifestDevice{Key: key, Protocol: "modbus-tcp", Profile: "abb-terra-ac", Address: fmt.Sprintf("127.0.0.1:%d", 1600+i)})
		m.Assets = append(m.Assets, wire.ManifestAsset{Key: key, Name: key, Nature: "EVCS", Device: key})
		m.Channels = append(m.Channels, wire.ManifestChannel{Asset: key, Name: "ActivePower", Unit: "W", Kind: "measurement"})
	}
	if _, err := g.ApplyManifest(g.t.Context(), g.edge, m); err != nil {
		g.t.Fatal(err)
	}
	y := yard{row: row{grid: g}, bell: &bell{}}
	_, y.root = g.feeder("yard", 100_000)
	var ops []topology.Operation
	kind := topology.ConnectorAsset
	for i := range n {
		y.leaves = append(y.leaves, anID())
		op := add(topology.Connector, y.leaves[i], y.root)
		op.Node.AttachedAssetType, op.Node.AttachedAssetID = &kind, g.asset(fmt.Sprintf("car%d", i))
		ops = append(ops, op)
	}
	g.edit(ops...)
	for _, l := range y.leaves {
		g.point(l, `{"rated_watts":22000}`)
	}
	if _, err := g.service.SaveLimit(g.t.Context(), g.scope, limit(g.id, y.root, limitWatts), noon()); err != nil {
		g.t.Fatal(err)
	}
	now := noon()
	y.clock = &now
	y.heard(noon().Add(time.Hour))
	return y
}

// heard is when the edge was heard last.
func (y yard) heard(at time.Time) {
	y.t.Helper()
	if _, err := y.super.Exec(y.t.Context(), "UPDATE edges SET last_seen_at = $2 WHERE id = $1", y.edge.Edge.ID, at); err != nil {
		y.t.Fatal(err)
	}
}

// wants has each leaf ask for so much.
func (y yard) wants(watts ...unit.Power) {
	y.t.Helper()
	requests := make([]microgrid.LeafRequest, len(y.leaves))
	for i, l := range y.leaves {
		requests[i] = microgrid.LeafRequest{MicrogridID: y.id, NodeID: l, RequestedWatts: watts[i], Weight: 1}
	}
	if _, err := y.service.SaveRequests(y.t.Context(), y.scope, y.id, requests, *y.clock); err != nil {
		y.t.Fatal(err)
	}
}

// after lets so many seconds pass.
func (y yard) after(seconds int) { *y.clock = y.clock.Add(time.Duration(seconds) * time.Second) }

// work has one applier do what can be done, twice: the second time there is nothing left.
func (y yard) work() {
	y.t.Helper()
	for range 2 {
		if err := applier(y.DB, y.bell).Round(y.t.Context(), *y.clock); err != nil {
			y.t.Fatal(err)
		}
	}
}

// orders are all commands so far, as "car watts state".
func (y yard) orders() []string {
	y.t.Helper()
	return y.asked("SELECT asset || ' ' || (payload->>'active_power_watts') || ' ' || state FROM commands WHERE tenant_id = $1 AND kind = 'DISPATCH' ORDER BY seq")
}

// answer has the edge answer everything that it has not, in a state.
func (y yard) answer(state wire.AckState, codes ...reason.Code) {
	y.t.Helper()
	pending, err := y.PendingCommands(y.t.Context(), y.edge, *y.clock)
	if err != nil {
		y.t.Fatal(err)
	}
	for _, c := range pending {
		if c.IssuedBy == "" {
			y.t.Errorf("an order that nobody gave: no edge takes it")
		}
		a := wire.Ack{Version: wire.Version, Command: c.ID, Seq: c.Seq, State: state, At: *y.clock, Codes: codes}
		if err := y.Acknowledge(y.t.Context(), y.edge, a); err != nil {
			y.t.Fatal(err)
		}
	}
}

// became is what became of a cycle, as "asked ordered confirmed code" of each leaf.
func (y yard) became(cycle topology.ID) []string {
	y.t.Helper()
	found, err := y.Executions(y.t.Context(), y.scope, y.id, cycle)
	if err != nil {
		y.t.Fatal(err)
	}
	at := map[topology.ID]string{}
	or := func(w *unit.Power) string {
		if w == nil {
			return "-"
		}
		return fmt.Sprint(int64(*w))
	}
	for _, e := range found {
		at[e.NodeID] = strings.TrimSpace(fmt.Sprintf("%d %s %s %s", e.AskedWatts, or(e.OrderedWatts), or(e.ConfirmedWatts), e.Code))
	}
	out := make([]string, len(y.leaves))
	for i, l := range y.leaves {
		out[i] = at[l]
	}
	return out
}

func (y yard) balance() microgrid.Cycle {
	y.t.Helper()
	return y.cycle(*y.clock, "")
}

// settled is a yard whose chargers keep to a first decision of 10 kW each.
func (g grid) settledYard() yard {
	g.t.Helper()
	y := g.yard(2, 20_000)
	y.wants(10_000, 10_000)
	c := y.balance()
	y.work()
	y.answer(wire.AckExecuted)
	y.after(2)
	y.work()
	same(g.t, "the first decision", []string{"10000 10000 10000", "10000 10000 10000"}, y.became(c.CycleID))
	return y
}

// D-008, T40: who is to have less is told first, and who is to have more once the others have confirmed.
func TestApplier_DecreasesAreConfirmedBeforeAnybodyRises(t *testing.T) {
	y := newWorld(t).grid().settledYard()
	if len(y.bell.rung) != 1 || y.bell.rung[0] != y.edge.Edge.ID {
		t.Errorf("the edge was told %d times that something waits for it", len(y.bell.rung))
	}
	y.wants(5_000, 15_000)
	y.after(10)
	c := y.balance()
	y.work()
	same(t, "before the answer", []string{"car0 10000 EXECUTED", "car1 10000 EXECUTED", "car0 5000 ISSUED"}, sortedHead(y.orders(), 2))
	same(t, "what became of it before the answer", []string{"5000 5000 -", "15000 10000 -"}, y.became(c.CycleID))
	y.after(5)
	y.work()
	if n := len(y.orders()); n != 3 {
		t.Fatalf("without an answer there are %d orders: %q", n, y.orders())
	}
	y.answer(wire.AckExecuted)
	y.after(1)
	y.work()
	same(t, "after it", "car1 15000 ISSUED", y.orders()[3])
	same(t, "what became of it after the answer", []string{"5000 5000 5000", "15000 15000 -"}, y.became(c.CycleID))
	y.answer(wire.AckExecuted)
	y.after(1)
	y.work()
	same(t, "in the end", []string{"5000 5000 5000", "15000 15000 15000"}, y.became(c.CycleID))

	y.after(10)
	again := y.balance()
	y.work()
	if n := len(y.orders()); n != 4 {
		t.Errorf("a cycle that gives the same is ordered again: %q", y.orders())
	}
	same(t, "of a cycle that gives the same", []string{"5000 5000 5000", "15000 15000 15000"}, y.became(again.CycleID))
	y.after(601)
	y.work()
	same(t, "orders that would end are given again", []string{"car0 5000 ISSUED", "car1 15000 ISSUED"}, sortedHead(y.orders()[4:], 2))
}

// sortedHead sorts the first n of some lines: they were ordered together.
func sortedHead(lines []string, n int) []string {
	if len(lines) >= n && n == 2 && lines[0] > lines[1] {
		lines[0], lines[1] = lines[1], lines[0]
	}
	return lines
}

// A decrease that nobody confirms leaves the increases undone, and its leaf counts with what it had in the
// next cycle.
func TestApplier_AnUnconfirmedDecreaseCountsWithItsOldValue(t *testing.T) {
	y := newWorld(t).grid().settledYard()
	y.wants(5_000, 15_000)
	y.after(10)
	c := y.balance()
	y.work()
	y.after(31)
	y.work()
	if n := len(y.orders()); n != 3 {
		t.Fatalf("an increase without its decrease: %q", y.orders())
	}
	same(t, "what became of it", []string{"5000 5000 - ORDER_UNCONFIRMED", "15000 10000 - RAISE_LEFT_UNDONE"}, y.became(c.CycleID))
	next := y.balance()
	for _, n := range next.Allocation.ByNode {
		if n.NodeID == y.leaves[1] && n.AllocatedWatts != 10_000 {
			t.Errorf("beside one that may still draw 10 kW of 20 kW the other is given %d W", n.AllocatedWatts)
		}
	}
	y.answer(wire.AckExecuted)
	y.after(1)
	y.work()
	last := y.balance()
	y.work()
	same(t, "once it has confirmed", []string{"5000 5000 5000", "15000 15000 -"}, y.became(last.CycleID))
}

// Each leaf that does not have what it was given says why.
func TestApplier_WhatIsNotCarriedOutSaysWhy(t *testing.T) {
	t.Run("an edge that is silent", func(t *testing.T) {
		y := newWorld(t).grid().yard(1, 20_000)
		y.heard(noon().Add(-time.Hour))
		y.wants(10_000)
		c := y.balance()
		y.work()
		same(t, "what became of it", []string{"10000 - - ORDER_EDGE_SILENT"}, y.became(c.CycleID))
		y.heard(noon().Add(time.Hour))
		y.after(11)
		y.work()
		same(t, "once it is heard", []string{"car0 10000 ISSUED"}, y.orders())
	})
	t.Run("a leaf of no edge", func(t *testing.T) {
		g := newWorld(t).grid()
		y := yard{row: g.row(2), bell: &bell{}, clock: new(time.Time)}
		*y.clock = noon()
		c := y.balance()
		y.work()
		same(t, "what became of it", []string{"11000 - - ORDER_NO_RECEIVER", "11000 - - ORDER_NO_RECEIVER"}, y.became(c.CycleID))
	})
	t.Run("an order that is refused", func(t *testing.T) {
		y := newWorld(t).grid().settledYard()
		y.wants(5_000, 10_000)
		c := y.balance()
		y.work()
		y.answer(wire.AckRejected, reason.NotFound)
		y.after(1)
		y.work()
		same(t, "what became of it", []string{"5000 5000 - NOT_FOUND", "10000 10000 10000"}, y.became(c.CycleID))
		if n := len(y.orders()); n != 3 {
			t.Errorf("it is given again at once: %q", y.orders())
		}
		y.after(61)
		y.work()
		same(t, "a minute later it is tried again", "car0 5000 ISSUED", y.orders()[3])
	})
}

// While load balancing is disabled cycles are run and kept, and nothing of them is carried out.
func TestApplier_NothingIsCarriedOutWhileControlIsDisabled(t *testing.T) {
	y := newWorld(t).grid().yard(1, 20_000)
	y.wants(10_000)
	p := y.point("", `{}`)
	p.State = topology.Disabled
	if _, err := y.service.SavePoint(t.Context(), y.scope, p.CapabilityControlPoint, *y.clock); err != nil {
		t.Fatal(err)
	}
	c := y.balance()
	y.work()
	if len(y.orders()) > 0 || c.Audit.Enforced {
		t.Errorf("orders %q, enforced %t", y.orders(), c.Audit.Enforced)
	}
	same(t, "what became of it", []string{""}, y.became(c.CycleID))
}

// T40: of a REJECTED cycle nothing is carried out but what makes leaves safe.
func TestApplier_ARejectedCycleOrdersItsSafeActionAlone(t *testing.T) {
	y := newWorld(t).grid().settledYard()
	blind := anID()
	y.edit(add(topology.CircuitNode, blind, y.root))
	y.after(10)
	c := y.balance()
	if c.Outcome != "REJECTED" || len(c.SafeAction.Leaves) != 2 {
		t.Fatalf("%s with %d leaves made safe", c.Outcome, len(c.SafeAction.Leaves))
	}
	y.work()
	same(t, "orders", []string{"car0 0 ISSUED", "car1 0 ISSUED"}, sortedHead(y.orders()[2:], 2))
	same(t, "what became of it", []string{"0 0 -", "0 0 -"}, y.became(c.CycleID))
}

// However many appliers run at once, each cycle in its turn is run once and each order given once.
func TestApplier_SeveralDoEachThingOnce(t *testing.T) {
	y := newWorld(t).grid().yard(3, 30_000)
	y.wants(11_000, 11_000, 11_000)
	y.point("", `{"interval_seconds":10}`)
	for round := range 4 {
		var all sync.WaitGroup
		for range 6 {
			all.Go(func() {
				for range 4 {
					if err := applier(y.DB, y.bell).Round(t.Context(), *y.clock); err != nil {
						t.Error(err)
					}
				}
			})
		}
		all.Wait()
		if n := y.cycles(); n != round/2+1 {
			t.Fatalf("after %d times 5 s there were %d cycles", round+1, n)
		}
		y.answer(wire.AckExecuted)
		y.after(5)
	}
	if n := len(y.orders()); n != 3 {
		t.Errorf("%d orders for three chargers: %q", n, y.orders())
	}
	if n := len(y.asked("SELECT DISTINCT idempotency_key FROM commands WHERE tenant_id = $1 AND issued_by IS NULL")); n != 3 {
		t.Errorf("%d keys for three orders", n)
	}
}

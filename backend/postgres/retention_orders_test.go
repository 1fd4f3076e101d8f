package postgres_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"ohmstead/backend/dispatch"
	"ohmstead/backend/plan"
	"ohmstead/backend/postgres"
	"ohmstead/backend/retention"
	"ohmstead/energy/reason"
	"ohmstead/energy/topology"
	"ohmstead/wire"
)

// carry gives an order for a cycle, so many days ago and a while after noon, and has it answered.
func (r row) carry(cycle topology.ID, ago int, after time.Duration) dispatch.Command {
	r.t.Helper()
	at := noon().AddDate(0, 0, -ago).Add(after)
	c := dispatch.Command{Command: wire.Command{
		ID: uuid.Must(uuid.NewV7()).String(), Kind: wire.CommandDispatch, Asset: "battery0", Payload: json.RawMessage(`{"active_power_watts": 5}`),
		Reason: "balancing cycle " + string(cycle), IssuedAt: at, ExpiresAt: at.Add(15 * time.Minute),
	}, Site: r.site.ID, Edge: r.edge.Edge.ID}
	c, err := r.SaveCommand(r.t.Context(), r.scope, c, fmt.Sprintf("apply/%s/%s/%d", cycle, r.leaves[0], at.Unix()))
	if err != nil {
		r.t.Fatal(err)
	}
	for i, state := range []wire.AckState{wire.AckAccepted, wire.AckExecuted} {
		if err := r.Acknowledge(r.t.Context(), r.edge, ack(c, state, time.Duration(i)*time.Second)); err != nil {
			r.t.Fatal(err)
		}
	}
	return c
}

// kept reports whether a command can be read, with its answers.
func (r row) kept(c dispatch.Command) bool {
	r.t.Helper()
	got, err := r.CommandByID(r.t.Context(), r.scope, uuid.MustParse(c.ID))
	if err != nil && !errors.Is(err, reason.New(reason.NotFound, nil)) || err == nil && len(got.Acks) != 2 {
		r.t.Fatalf("command %s: %v, %+v", c.ID, err, got)
	}
	return err == nil
}

// of makes an order one that somebody else gave.
func (r row) of(c dispatch.Command, set string, args ...any) dispatch.Command {
	r.t.Helper()
	if _, err := r.super.Exec(r.t.Context(), "UPDATE commands SET "+set+" WHERE id = $1", append([]any{c.ID}, args...)...); err != nil {
		r.t.Fatal(err)
	}
	return c
}

func TestOrdersOfBalancingGoWithTheirCycles(t *testing.T) {
	p := newWorld(t).planning()
	r := p.world.grid().row(1)
	orders := map[string]dispatch.Command{}
	far := r.turn(400, 0)
	orders["gone: of a cycle in its turn, 400 days ago"] = r.carry(far, 400, time.Second)
	routine := r.turn(110, 0)
	orders["gone: of a cycle in its turn, 110 days ago"] = r.carry(routine, 110, time.Second)
	orders["gone: the same, given again while the cycle held"] = r.carry(routine, 110, 10*time.Minute)
	orders["gone: of a cycle that went before"] = r.carry(anID(), 100, 0)
	orders["kept: of a cycle that went before, not so long ago"] = r.carry(anID(), 80, 0)
	orders["kept: of a cycle that went, but in force when one began that is kept"] = r.carry(routine, 99, -time.Minute)
	r.asks(5_000)
	asked := r.cycle(noon().AddDate(0, 0, -99), "somebody asked").CycleID
	orders["kept: of a cycle that somebody asked for"] = r.carry(asked, 99, time.Second)
	orders["kept: the same, given again a week later"] = r.carry(asked, 92, 0)
	orders["gone: once more of the cycle that went, over when that began"] = r.carry(routine, 99, -15*time.Minute)
	orders["kept: of a cycle in its turn, 80 days ago"] = r.carry(r.turn(80, 0), 80, time.Second)
	orders["kept: of a person"] = r.of(r.carry(anID(), 100, time.Hour), "issued_by = $2", r.person())
	orders["kept: of a plan"] = r.of(r.carry(anID(), 100, 2*time.Hour), "policy_id = $2", p.policy.ID)
	orders["kept: that holds still"] = r.of(r.carry(anID(), 100, 3*time.Hour), "expires_at = $2", time.Now().Add(time.Hour))
	issued := r.count("audit_log WHERE entity = 'commands'")

	if rounds := r.drop(2); rounds < 3 {
		t.Errorf("it took %d rounds of 2", rounds)
	}
	gone := 0
	for what, c := range orders {
		want := strings.HasPrefix(what, "kept")
		if r.kept(c) != want {
			t.Errorf("the order %s: is kept %v", what, !want)
		}
		if !want {
			gone++
		}
	}
	r.listedAs(orders)
	if n := r.count("command_acks WHERE true"); n != 2*(len(orders)-gone) {
		t.Errorf("%d answers are left to %d orders", n, len(orders)-gone)
	}
	if n := r.count("audit_log WHERE entity = 'commands'"); n != issued {
		t.Errorf("the audit log had %d entries of commands and has %d", issued, n)
	}
	if noted := r.noted("orders"); noted != int64(gone) || r.count("audit_log WHERE entity = 'telemetry_drops' AND after->>'tier' = 'orders'") < 1 {
		t.Errorf("%d orders are noted as removed, want %d", noted, gone)
	}
}

// listedAs checks that lists have all of them but what is gone.
func (r row) listedAs(orders map[string]dispatch.Command) {
	r.t.Helper()
	listed, _, err := r.ListCommands(r.t.Context(), r.scope, dispatch.Filter{Limit: 100})
	if err != nil {
		r.t.Fatal(err)
	}
	done, _, err := r.ListDispatches(r.t.Context(), r.scope, plan.DispatchFilter{Limit: 100})
	if err != nil {
		r.t.Fatal(err)
	}
	for what, c := range orders {
		want := strings.HasPrefix(what, "kept")
		if slices.ContainsFunc(listed, func(l dispatch.Command) bool { return l.ID == c.ID }) != want {
			r.t.Errorf("the order %s: among commands it is listed %v", what, !want)
		}
		if want = want && what != "kept: of a plan"; slices.ContainsFunc(done, func(d plan.Dispatch) bool { return d.ID.String() == c.ID }) != want {
			r.t.Errorf("the order %s: among what assets were to do it is listed %v", what, !want)
		}
	}
}

// noted is how much of a tier was removed, as it is listed.
func (r row) noted(tier string) (rows int64) {
	r.t.Helper()
	state, err := r.TelemetryPolicy(r.t.Context(), r.scope)
	if err != nil {
		r.t.Fatal(err)
	}
	for _, d := range state.Drops {
		if d.Tier == tier {
			rows += d.Rows
		}
	}
	return rows
}

// The places of commands go on where they were, though all that were given are over: an edge takes none twice.
// What it says of one that is gone is said to nobody, and of one that never was it is refused.
func TestTheNewestOrderOfAnEdgeStaysAndAnswersToThoseBeforeAreTaken(t *testing.T) {
	r := newWorld(t).grid().row(1)
	r.policy(retention.Policy{RawDays: 40, QuarterDays: 400, CycleDays: 7, CycleKeptDays: 7})
	first, second, last := r.carry(anID(), 30, 0), r.carry(anID(), 20, 0), r.carry(anID(), 10, 0)
	other := populate(t, r.DB, r.cfg).grid().row(1)
	theirs := []dispatch.Command{other.carry(anID(), 300, 0), other.carry(anID(), 200, 0)}
	r.drop(100)
	if r.kept(first) || r.kept(second) || !r.kept(last) || other.kept(theirs[0]) != true {
		t.Errorf("kept: %v %v %v", r.kept(first), r.kept(second), r.kept(last))
	}
	if next := r.carry(anID(), 1, 0); next.Seq != last.Seq+1 {
		t.Errorf("the next has place %d after %d", next.Seq, last.Seq)
	}
	if err := r.Acknowledge(t.Context(), r.edge, ack(first, wire.AckFailed, time.Hour)); err != nil {
		t.Errorf("an answer to an order that is gone: %v", err)
	}
	for what, seq := range map[string]uint64{"no place": 0, "the place of another": last.Seq, "a place that is to come": last.Seq + 2} {
		never := wire.Ack{Version: wire.Version, Command: string(anID()), Seq: seq, State: wire.AckExecuted, At: time.Now()}
		if err := r.Acknowledge(t.Context(), r.edge, never); !errors.Is(err, reason.New(reason.NotFound, nil)) {
			t.Errorf("an answer to a command that never was, with %s: %v", what, err)
		}
	}
	if err := r.Acknowledge(t.Context(), other.edge, ack(first, wire.AckFailed, time.Hour)); !errors.Is(err, reason.New(reason.NotFound, nil)) {
		t.Errorf("another tenant's edge answers: %v", err)
	}
	if n := r.count("command_acks WHERE true"); n != 4 {
		t.Errorf("there are %d answers, want those to the two orders", n)
	}
}

// Somebody who is writing an answer meanwhile is left alone; the order goes in a later round.
func TestAnOrderThatIsBeingAnsweredGoesLater(t *testing.T) {
	r := newWorld(t).grid().row(1)
	answered, free, last := r.carry(anID(), 110, 0), r.carry(anID(), 100, 0), r.carry(anID(), 95, 0)
	err := r.InTenant(t.Context(), r.scope, func(tx *postgres.Tx) error {
		if _, err := tx.Exec(t.Context(), "SELECT FROM commands WHERE id = $1 FOR KEY SHARE", answered.ID); err != nil {
			return err
		}
		r.drop(100)
		if !r.kept(answered) || r.kept(free) || !r.kept(last) {
			t.Errorf("meanwhile kept: %v %v %v", r.kept(answered), r.kept(free), r.kept(last))
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if r.drop(100); r.kept(answered) {
		t.Error("it is there still")
	}
}

package postgres_test

import (
	"encoding/json"
	"errors"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/uuid"

	"ohmstead/backend/dispatch"
	"ohmstead/backend/identity"
	"ohmstead/backend/postgres"
	"ohmstead/energy/reason"
	"ohmstead/wire"
)

// order gives the edge a command, has it answered, and sets limits, all by one person.
func (w *world) order(by uuid.UUID) {
	w.t.Helper()
	c := w.issue(by, "")
	if err := w.Acknowledge(w.t.Context(), w.edge, ack(c, wire.AckAccepted, 0)); err != nil {
		w.t.Fatal(err)
	}
	if err := w.SaveLimits(w.t.Context(), w.scope, dispatch.EdgeLimits{Edge: w.edge, SetBy: by, Limits: limits(1)}); err != nil {
		w.t.Fatal(err)
	}
}

func limits(version int64) wire.Limits {
	most := int64(40_000)
	return wire.Limits{
		Version: wire.Version, LimitsVersion: version, IssuedAt: noon(), KnownUntil: noon().Add(24 * time.Hour),
		Blocks: []wire.LimitBlock{{Ref: "contract", Code: reason.ConnectionLimit, MaxWatts: &most, From: noon()}},
	}
}

func (w *world) command(by uuid.UUID) dispatch.Command {
	now := time.Now().UTC().Truncate(time.Microsecond)
	return dispatch.Command{
		Command: wire.Command{
			ID: uuid.Must(uuid.NewV7()).String(), Kind: wire.CommandOverride, Asset: "battery0",
			Payload: json.RawMessage(`{"active_power_watts": -2000}`), Reason: "the test",
			IssuedBy: by.String(), IssuedAt: now, ExpiresAt: now.Add(time.Hour),
		},
		Site: w.site.ID, Edge: w.edge.Edge.ID, State: dispatch.Issued,
	}
}

func (w *world) issue(by uuid.UUID, key string) dispatch.Command {
	w.t.Helper()
	c, err := w.SaveCommand(w.t.Context(), w.scope, w.command(by), key)
	if err != nil {
		w.t.Fatal(err)
	}
	return c
}

func (w *world) person() uuid.UUID {
	w.t.Helper()
	user, err := w.CreateUser(w.t.Context(), w.tenant.Key, postgres.NewUser{User: identity.User{Email: uuid.NewString() + "@example.org", DisplayName: "O"}, Role: identity.Operator})
	if err != nil {
		w.t.Fatal(err)
	}
	return user.ID
}

func ack(c dispatch.Command, state wire.AckState, after time.Duration) wire.Ack {
	return wire.Ack{Version: wire.Version, Command: c.ID, Seq: c.Seq, State: state, At: c.IssuedAt.Add(after)}
}

func TestCommandsAreNumberedWithoutAHoleHoweverManyAreGivenAtOnce(t *testing.T) {
	w := newWorld(t)
	by := w.person()
	var all sync.WaitGroup
	for range 12 {
		all.Go(func() {
			if _, err := w.SaveCommand(t.Context(), w.scope, w.command(by), ""); err != nil {
				t.Error(err)
			}
		})
	}
	all.Wait()
	pending, err := w.PendingCommands(t.Context(), w.edge, time.Now())
	if err != nil || len(pending) != 12 {
		t.Fatalf("%d commands wait, %v", len(pending), err)
	}
	for i, c := range pending {
		if c.Seq != uint64(i+1) {
			t.Errorf("command %d has the place %d", i, c.Seq)
		}
	}
	answered := wire.Ack{Version: wire.Version, Command: pending[4].ID, State: wire.AckAccepted, At: time.Now()}
	if err := w.Acknowledge(t.Context(), w.edge, answered); err != nil {
		t.Fatal(err)
	}
	if rest, err := w.PendingCommands(t.Context(), w.edge, time.Now()); err != nil || len(rest) != 11 {
		t.Errorf("%d commands wait after one is answered, %v", len(rest), err)
	}
	if expired, err := w.PendingCommands(t.Context(), w.edge, time.Now().Add(2*time.Hour)); err != nil || len(expired) != 0 {
		t.Errorf("%d commands wait after they have expired, %v", len(expired), err)
	}
}

func TestTheSameRequestUnderTheSameKeyIsTheSameCommand(t *testing.T) {
	w := newWorld(t)
	by := w.person()
	first := w.command(by)
	saved, err := w.SaveCommand(t.Context(), w.scope, first, "k1")
	if err != nil {
		t.Fatal(err)
	}
	again := first
	again.ID = uuid.Must(uuid.NewV7()).String()
	again.Payload = json.RawMessage(`{"active_power_watts":-2000}`)
	repeat, err := w.SaveCommand(t.Context(), w.scope, again, "k1")
	if err != nil || repeat.ID != saved.ID || repeat.Seq != saved.Seq {
		t.Errorf("the repeat is %s at %d, %v; want %s at %d", repeat.ID, repeat.Seq, err, saved.ID, saved.Seq)
	}
	again.Payload = json.RawMessage(`{"active_power_watts":-3000}`)
	if _, err := w.SaveCommand(t.Context(), w.scope, again, "k1"); !errors.Is(err, reason.New(reason.IdempotencyKeyReused, nil)) {
		t.Errorf("another request under the key: %v", err)
	}
}

func TestACommandsStateIsTheNewestAnswersAndAFinalOneStays(t *testing.T) {
	w := newWorld(t)
	c := w.issue(w.person(), "")
	id := uuid.MustParse(c.ID)
	for _, step := range []struct {
		state wire.AckState
		after time.Duration
		want  dispatch.State
	}{
		{wire.AckAccepted, time.Second, "ACCEPTED"},
		{wire.AckAccepted, time.Second, "ACCEPTED"}, // it comes again
		{wire.AckClamped, 2 * time.Second, "CLAMPED"},
		{wire.AckExecuted, 3 * time.Second, "EXECUTED"},
		{wire.AckClamped, 4 * time.Second, "EXECUTED"}, // late, and a final state stays
	} {
		if err := w.Acknowledge(t.Context(), w.edge, ack(c, step.state, step.after)); err != nil {
			t.Fatal(err)
		}
		got, err := w.CommandByID(t.Context(), w.scope, id)
		if err != nil || got.State != step.want {
			t.Errorf("after %s it is %s, %v; want %s", step.state, got.State, err, step.want)
		}
	}
	got, err := w.CommandByID(t.Context(), w.scope, id)
	if err != nil || len(got.Acks) != 4 {
		t.Errorf("%d answers are kept, %v", len(got.Acks), err)
	}
	stranger := populate(t, w.DB, w.cfg)
	if err := w.Acknowledge(t.Context(), stranger.edge, ack(c, wire.AckFailed, time.Minute)); !errors.Is(err, reason.New(reason.NotFound, nil)) {
		t.Errorf("another tenant's edge answers: %v", err)
	}
}

func TestWhatAProbeFoundIsKeptWithItsAnswer(t *testing.T) {
	w := newWorld(t)
	c := w.command(w.person())
	c.Kind, c.Asset, c.Payload = wire.CommandScan, "", json.RawMessage(`{"address": "192.168.1.30:502"}`)
	c, err := w.SaveCommand(t.Context(), w.scope, c, "")
	if err != nil {
		t.Fatal(err)
	}
	found := ack(c, wire.AckExecuted, 2*time.Second)
	found.Result = json.RawMessage(`{"found": [{"unit": 71}]}`)
	for _, a := range []wire.Ack{ack(c, wire.AckAccepted, time.Second), found} {
		if err := w.Acknowledge(t.Context(), w.edge, a); err != nil {
			t.Fatal(err)
		}
	}
	got, err := w.CommandByID(t.Context(), w.scope, uuid.MustParse(c.ID))
	if err != nil || len(got.Acks) != 2 || got.Acks[0].Result != nil || string(got.Acks[1].Result) != string(found.Result) {
		t.Errorf("answers %+v, %v", got.Acks, err)
	}
}

func TestCommandsAreListedPageByPage(t *testing.T) {
	w := newWorld(t)
	by := w.person()
	want := map[string]bool{}
	for range 7 {
		want[w.issue(by, "").ID] = true
	}
	got := map[string]bool{}
	filter := dispatch.Filter{Site: &w.site.ID, Now: time.Now(), Open: true, Limit: 3}
	for pages := 0; ; pages++ {
		commands, next, err := w.ListCommands(t.Context(), w.scope, filter)
		if err != nil || pages > 3 {
			t.Fatalf("page %d: %v", pages, err)
		}
		for _, c := range commands {
			got[c.ID] = true
		}
		if filter.Cursor = next; next == "" {
			break
		}
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	filter = dispatch.Filter{Now: time.Now().Add(2 * time.Hour), Open: true}
	if commands, _, err := w.ListCommands(t.Context(), w.scope, filter); err != nil || len(commands) != 0 {
		t.Errorf("%d commands are open after they have expired, %v", len(commands), err)
	}
}

func TestLimitsAreReplacedByWhoHasSeenTheNewest(t *testing.T) {
	w := newWorld(t)
	by := w.person()
	if _, err := w.Limits(t.Context(), w.scope, w.edge.Edge.ID); !errors.Is(err, reason.New(reason.NotFound, nil)) {
		t.Errorf("before any are set: %v", err)
	}
	for _, step := range []struct {
		version int64
		ok      bool
	}{{1, true}, {1, false}, {3, false}, {2, true}} {
		err := w.SaveLimits(t.Context(), w.scope, dispatch.EdgeLimits{Edge: w.edge, SetBy: by, Limits: limits(step.version)})
		if step.ok != (err == nil) || !step.ok && !errors.Is(err, reason.New(reason.VersionConflict, nil)) {
			t.Errorf("version %d: %v", step.version, err)
		}
	}
	got, err := w.Limits(t.Context(), w.scope, w.edge.Edge.ID)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(limits(2), got); diff != "" {
		t.Error(diff)
	}
}

// A command that no edge has answered by its end becomes EXPIRED, with one answer and one event however many
// workers look for it; what the edge says of it later counts more.
func TestCommandsThatNobodyAnswersExpireOnce(t *testing.T) {
	w := newWorld(t)
	by := w.person()
	silent, late, answered := w.issue(by, ""), w.issue(by, ""), w.issue(by, "")
	if err := w.Acknowledge(t.Context(), w.edge, ack(answered, wire.AckAccepted, time.Second)); err != nil {
		t.Fatal(err)
	}
	if n, err := w.ExpireCommands(t.Context(), w.tenant, silent.ExpiresAt.Add(-time.Second), 500); n != 0 || err != nil {
		t.Errorf("before their end %d expired, %v", n, err)
	}
	var workers sync.WaitGroup
	var ended atomic.Int64
	for range 6 {
		workers.Go(func() {
			n, err := w.ExpireCommands(t.Context(), w.tenant, late.ExpiresAt, 500)
			if err != nil {
				t.Error(err)
			}
			ended.Add(int64(n))
		})
	}
	workers.Wait()
	if ended.Load() != 2 {
		t.Errorf("%d of two expired", ended.Load())
	}
	for _, c := range []dispatch.Command{silent, late} {
		got := w.commandByID(c.ID)
		if got.State != dispatch.State(wire.AckExpired) || len(got.Acks) != 1 || !got.Acks[0].At.Equal(c.ExpiresAt) || len(got.Acks[0].Codes) != 1 || got.Acks[0].Codes[0] != reason.CommandUnanswered ||
			got.Acks[0].Params["expires_at"] != c.ExpiresAt.Format(time.RFC3339) {
			t.Errorf("%+v", got)
		}
		told := 0
		if err := w.InTenant(t.Context(), w.scope, func(tx *postgres.Tx) error {
			return tx.QueryRow(t.Context(), "SELECT count(*) FROM outbox WHERE kind = 'COMMAND_ANSWERED' AND data->>'command_id' = $1 AND data->>'state' = 'EXPIRED'", c.ID).Scan(&told)
		}); err != nil || told != 1 {
			t.Errorf("it is told %d times, %v", told, err)
		}
	}
	if got := w.commandByID(answered.ID); got.State != dispatch.State(wire.AckAccepted) || len(got.Acks) != 1 {
		t.Errorf("one that was answered: %+v", got)
	}
	if err := w.Acknowledge(t.Context(), w.edge, ack(late, wire.AckExecuted, time.Minute)); err != nil {
		t.Fatal(err)
	}
	if got := w.commandByID(late.ID); got.State != dispatch.State(wire.AckExecuted) || len(got.Acks) != 2 {
		t.Errorf("after an answer that was long under way: %+v", got)
	}
	if n, err := w.ExpireCommands(t.Context(), w.tenant, late.ExpiresAt.Add(time.Hour), 500); n != 0 || err != nil {
		t.Errorf("once more %d expired, %v", n, err)
	}
}

func (w *world) commandByID(id string) dispatch.Command {
	w.t.Helper()
	c, err := w.CommandByID(w.t.Context(), w.scope, uuid.MustParse(id))
	if err != nil {
		w.t.Fatal(err)
	}
	return c
}

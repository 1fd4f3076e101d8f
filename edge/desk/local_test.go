package desk_test

import (
	"encoding/json"
	"errors"
	"testing"
	"time"

	"github.com/google/uuid"

	"ohmstead/edge/control"
	"ohmstead/energy/reason"
	"ohmstead/wire"
)

// local is an order given at the site.
func (r *rig) local(kind wire.CommandKind, payload string) wire.Command {
	return wire.Command{
		ID: uuid.NewString(), Kind: kind, Asset: "ess0", Payload: json.RawMessage(payload), Reason: "commissioning",
		IssuedBy: "local panel", IssuedAt: r.now, ExpiresAt: r.now.Add(time.Hour),
	}
}

func (r *rig) orderHere(c wire.Command) wire.Ack {
	r.t.Helper()
	ack, err := r.desk.Local(r.t.Context(), c)
	if err != nil {
		r.t.Fatal(err)
	}
	return ack
}

func TestAnOrderGivenAtTheSiteTakesTheWayOfAllOrders(t *testing.T) {
	r := newRig(t)
	c := r.local(wire.CommandOverride, `{"active_power_watts":1500}`)
	if ack := r.orderHere(c); ack.State != wire.AckAccepted || ack.Command != c.ID {
		t.Fatalf("answered %+v", ack)
	}
	r.cycle(1)
	by := ""
	for _, e := range r.out.Events {
		if e.Code == reason.OverrideSet {
			by, _ = e.Params["by"].(string)
		}
	}
	if got := r.power(); got != 1500 {
		t.Errorf("the battery is ordered %v W, want 1500", got)
	}
	if n := len(r.journal.Keys("local/")); n != 1 {
		t.Errorf("%d local orders are in the journal, want 1", n)
	}
	if len(r.answers) != 0 {
		t.Errorf("the backend was told %+v of an order it has not given", r.answers)
	}
	if got := r.desk.LastCommand(); got != 0 {
		t.Errorf("the backend's sequence is %d by an order of the site, want 0", got)
	}
	if by != "local panel" {
		t.Errorf("the event says it was set by %q, want the local panel", by)
	}
}

func TestAnOrderOfTheSiteThatIsGivenAgainIsDoneOnce(t *testing.T) {
	r := newRig(t)
	c := r.local(wire.CommandOverride, `{"active_power_watts":1500}`)
	first := r.orderHere(c)
	r.cycle(5)
	c.IssuedAt = r.now
	if again := r.orderHere(c); again.State != first.State || !again.At.Equal(first.At) {
		t.Errorf("answered %+v, then %+v", first, again)
	}
	c.Payload = json.RawMessage(`{"active_power_watts":9}`)
	if _, err := r.desk.Local(t.Context(), c); !errors.Is(err, reason.New(reason.IdempotencyKeyReused, nil)) {
		t.Errorf("the id of another order: %v", err)
	}
	if n := len(r.core.Standing().Overrides); n != 1 {
		t.Errorf("%d overrides stand, want 1", n)
	}
}

func TestAnOrderOfTheSiteOutlivesTheProcessAndIsEndedByItsID(t *testing.T) {
	r := newRig(t)
	c := r.local(wire.CommandOverride, `{"active_power_watts":1500}`)
	r.orderHere(c)
	r.kill()
	r.start()
	if n := len(r.core.Standing().Overrides); n != 1 {
		t.Fatalf("%d overrides stand after a restart, want 1", n)
	}
	release := r.local(wire.CommandRelease, `{"command_id":"`+c.ID+`"}`)
	if ack := r.orderHere(release); ack.State != wire.AckExecuted {
		t.Fatalf("ended: %+v", ack)
	}
	if n := len(r.core.Standing().Overrides); n != 0 {
		t.Errorf("%d overrides stand, want none", n)
	}
	// The backend numbers its orders on its own: its first is not taken for the site's.
	r.take(wire.KindCommand, r.order(1, wire.CommandMode, `{"mode":"BACKUP"}`))
	r.answered(wire.AckExecuted, "")
	if r.core.Mode() != control.Backup {
		t.Errorf("mode %s, want that of the backend's order", r.core.Mode())
	}
}

func TestTheBackendMayEndWhatTheSiteHasSet(t *testing.T) {
	r := newRig(t)
	c := r.local(wire.CommandOverride, `{"active_power_watts":1500}`)
	r.orderHere(c)
	r.take(wire.KindCommand, r.order(1, wire.CommandRelease, `{"command_id":"`+c.ID+`"}`))
	r.answered(wire.AckExecuted, "")
	if n := len(r.core.Standing().Overrides); n != 0 {
		t.Errorf("%d overrides stand, want none", n)
	}
}

func TestOrdersOfTheSiteAreRefusedWithAReason(t *testing.T) {
	tests := map[string]struct {
		change func(*wire.Command)
		code   reason.Code
		ack    bool // refused by the edge, not as no order
	}{
		"limits come from above":       {func(c *wire.Command) { c.Kind = wire.CommandLimit }, reason.InvalidValue, false},
		"a dispatch comes from above":  {func(c *wire.Command) { c.Kind = wire.CommandDispatch }, reason.InvalidValue, false},
		"an id that is none":           {func(c *wire.Command) { c.ID = "1" }, reason.InvalidValue, false},
		"without a reason":             {func(c *wire.Command) { c.Reason = "" }, reason.MissingField, false},
		"an asset that does not exist": {func(c *wire.Command) { c.Asset = "ess9" }, reason.NotFound, true},
		"an asset that takes no power": {func(c *wire.Command) { c.Asset = "meter0" }, reason.NotControllable, true},
		"a payload that is none":       {func(c *wire.Command) { c.Payload = json.RawMessage(`[]`) }, reason.InvalidValue, true},
		"a mode that does not exist":   {func(c *wire.Command) { c.Kind, c.Payload = wire.CommandMode, json.RawMessage(`{"mode":"PARTY"}`) }, reason.InvalidValue, true},
		"the end of nothing": {
			func(c *wire.Command) { c.Kind, c.Payload = wire.CommandRelease, json.RawMessage(`{"command_id":"x"}`) }, reason.NotFound, true,
		},
		"one that is over": {func(c *wire.Command) { c.IssuedAt, c.ExpiresAt = noon.Add(-2*time.Hour), noon.Add(-time.Hour) }, reason.CommandExpired, true},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			r := newRig(t)
			c := r.local(wire.CommandOverride, `{"active_power_watts":1500}`)
			tt.change(&c)
			ack, err := r.desk.Local(t.Context(), c)
			if !tt.ack {
				if !errors.Is(err, reason.New(tt.code, nil)) {
					t.Errorf("got %v, want %s", err, tt.code)
				}
				return
			}
			if err != nil || len(ack.Codes) != 1 || ack.Codes[0] != tt.code || !ack.State.Final() {
				t.Errorf("got %+v, %v, want %s", ack, err, tt.code)
			}
		})
	}
}

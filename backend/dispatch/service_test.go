package dispatch_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/uuid"

	"ohmstead/backend/dispatch"
	"ohmstead/backend/identity"
	"ohmstead/backend/registry"
	"ohmstead/energy/reason"
	"ohmstead/wire"
)

var noon = time.Date(2026, 6, 1, 12, 0, 0, 0, time.UTC)

// desk keeps what is saved and counts nudges.
type desk struct {
	saved   []dispatch.Command
	limits  []wire.Limits
	answers []wire.Ack
	nudges  int
	lost    error // what a nudge fails with
}

func (d *desk) SaveCommand(_ context.Context, _ identity.Scope, c dispatch.Command, _ string) (dispatch.Command, error) {
	c.Seq = uint64(len(d.saved) + 1)
	d.saved = append(d.saved, c)
	return c, nil
}

func (d *desk) Together(ctx context.Context, _ identity.Scope, do func(ctx context.Context) (bool, error)) error {
	_, err := do(ctx)
	return err
}

func (d *desk) AnswerCommand(_ context.Context, _ identity.Scope, a wire.Ack) error {
	d.answers = append(d.answers, a)
	return nil
}

func (d *desk) CommandByID(context.Context, identity.Scope, uuid.UUID) (dispatch.Command, error) {
	return d.saved[0], nil
}

func (d *desk) ListCommands(context.Context, identity.Scope, dispatch.Filter) ([]dispatch.Command, string, error) {
	return d.saved, "", nil
}

func (d *desk) Limits(context.Context, identity.Scope, uuid.UUID) (wire.Limits, error) {
	if len(d.limits) == 0 {
		return wire.Limits{}, reason.New(reason.NotFound, reason.Params{"what": "limits"})
	}
	return d.limits[len(d.limits)-1], nil
}

func (d *desk) SaveLimits(_ context.Context, _ identity.Scope, l dispatch.EdgeLimits) error {
	d.limits = append(d.limits, l.Limits)
	return nil
}

func (d *desk) Nudge(context.Context, registry.EdgeRecord) error {
	d.nudges++
	return d.lost
}

func (d *desk) FindEdgeByID(_ context.Context, id uuid.UUID) (registry.EdgeRecord, error) {
	return registry.EdgeRecord{Edge: registry.Edge{ID: id, State: registry.Enrolled}}, nil
}

func house() registry.Site {
	return registry.Site{ID: uuid.New(), Edge: &registry.Edge{ID: uuid.New(), State: registry.Enrolled}}
}

func person(role identity.Role) identity.Principal {
	return identity.Principal{User: identity.User{ID: uuid.New()}, Roles: []identity.Role{role}, Scope: identity.Scope{Tenant: 1, AllSites: true}}
}

func override() dispatch.Request {
	return dispatch.Request{
		Kind: wire.CommandOverride, Asset: "battery0", Payload: json.RawMessage(`{"active_power_watts":-2000}`),
		Reason: "maintenance", Expires: noon.Add(time.Hour),
	}
}

func service(d *desk) *dispatch.Service {
	return dispatch.NewService(d, d, d, slog.New(slog.DiscardHandler))
}

func TestACommandIsStoredThenSentAndWaitsForAnEdgeThatIsAway(t *testing.T) {
	d := &desk{lost: errors.New("nobody is connected")}
	by := person(identity.Operator)
	c, err := service(d).Issue(t.Context(), by, house(), override(), noon)
	if err != nil || c.Seq != 1 || c.State != dispatch.Issued || c.IssuedBy != by.User.ID.String() || d.nudges != 1 {
		t.Errorf("got %+v, %v after %d nudges", c, err, d.nudges)
	}
	if err := c.Check(); err != nil {
		t.Errorf("no edge would take it: %v", err)
	}
}

func TestWhoMayOrderWhat(t *testing.T) {
	for _, tt := range []struct {
		role identity.Role
		kind wire.CommandKind
		may  bool
	}{
		{identity.Viewer, wire.CommandClearFault, false},
		{identity.Analyst, wire.CommandClearFault, false},
		{identity.Settler, wire.CommandClearFault, false},
		{identity.Operator, wire.CommandClearFault, true},
		{identity.Engineer, wire.CommandClearFault, true},
		{identity.Owner, wire.CommandClearFault, true},
	} {
		r := override()
		r.Kind, r.Asset, r.Payload = tt.kind, "", nil
		d := &desk{}
		_, err := service(d).Issue(t.Context(), person(tt.role), house(), r, noon)
		forbidden := errors.Is(err, reason.New(reason.Forbidden, nil))
		if forbidden == tt.may || tt.may && err != nil || !tt.may && len(d.saved) > 0 {
			t.Errorf("%s orders %s: %v", tt.role, tt.kind, err)
		}
	}
}

func TestDevicesAreAskedByWhoProvisionsTheSite(t *testing.T) {
	probe := override()
	probe.Kind, probe.Asset, probe.Payload = wire.CommandScan, "", json.RawMessage(`{"address":"192.168.1.30:502"}`)
	site := house()
	site.Key = 7
	at := func(operator, engineer []int32) identity.Principal {
		p := person(identity.Operator)
		p.Roles = append(p.Roles, identity.Engineer)
		p.Held = []identity.Held{{Role: identity.Operator, Sites: operator}, {Role: identity.Engineer, Sites: engineer}}
		return p
	}
	for payload, code := range map[string]reason.Code{`{}`: reason.MissingField, `{"host":"x"}`: reason.InvalidValue, `{"address":"x","seconds":3}`: reason.InvalidValue} {
		wrong := probe
		wrong.Payload = json.RawMessage(payload)
		if _, err := service(&desk{}).Issue(t.Context(), at(nil, []int32{7}), site, wrong, noon); !errors.Is(err, reason.New(code, nil)) {
			t.Errorf("%s: %v, want %s", payload, err, code)
		}
	}
	for what, tt := range map[string]struct {
		by  identity.Principal
		may bool
	}{
		"an operator":                             {person(identity.Operator), false},
		"an engineer of this site":                {at(nil, []int32{7}), true},
		"an operator here and engineer elsewhere": {at([]int32{7}, []int32{8}), false},
	} {
		d := &desk{}
		_, err := service(d).Issue(t.Context(), tt.by, site, probe, noon)
		if forbidden := errors.Is(err, reason.New(reason.Forbidden, nil)); forbidden == tt.may || tt.may && err != nil || len(d.saved) > 0 != tt.may {
			t.Errorf("%s: %v", what, err)
		}
	}
}

func TestWhatNoEdgeCouldFollowIsRefusedBeforeItIsStored(t *testing.T) {
	payload := func(kind wire.CommandKind, text string) func(*dispatch.Request) {
		return func(r *dispatch.Request) { r.Kind, r.Payload = kind, json.RawMessage(text) }
	}
	for what, tt := range map[string]struct {
		change func(*dispatch.Request)
		code   reason.Code
	}{
		"no reason":                   {func(r *dispatch.Request) { r.Reason = "" }, reason.MissingField},
		"over already":                {func(r *dispatch.Request) { r.Expires = noon }, reason.CommandExpired},
		"longer than a week":          {func(r *dispatch.Request) { r.Expires = noon.Add(8 * 24 * time.Hour) }, reason.InvalidValue},
		"an override of nothing":      {func(r *dispatch.Request) { r.Asset = "" }, reason.MissingField},
		"no power":                    {func(r *dispatch.Request) { r.Payload = nil }, reason.InvalidValue},
		"a power in another unit":     {payload(wire.CommandOverride, `{"active_power_kw":-2}`), reason.InvalidValue},
		"a ramp that leads nowhere":   {payload(wire.CommandDispatch, `{"active_power_watts":-2,"ramp_rate":0}`), reason.InvalidValue},
		"a ramp of an override":       {payload(wire.CommandOverride, `{"active_power_watts":-2,"ramp_rate":5}`), reason.InvalidValue},
		"a limit without a bound":     {payload(wire.CommandLimit, `{}`), reason.InvalidValue},
		"a limit whose bounds cross":  {payload(wire.CommandLimit, `{"min_watts":2,"max_watts":1}`), reason.InvalidValue},
		"a mode that is no text":      {payload(wire.CommandMode, `{"mode":1}`), reason.InvalidValue},
		"two objects in one payload":  {payload(wire.CommandOverride, `{"active_power_watts":1}{}`), reason.InvalidValue},
		"a release that names no one": {payload(wire.CommandRelease, ``), reason.InvalidValue},
	} {
		r := override()
		tt.change(&r)
		d := &desk{}
		if _, err := service(d).Issue(t.Context(), person(identity.Owner), house(), r, noon); !errors.Is(err, reason.New(tt.code, nil)) || len(d.saved) > 0 {
			t.Errorf("%s: got %v, want %s, and %d are stored", what, err, tt.code, len(d.saved))
		}
	}
}

func TestADispatchMaySayHowFastItsAssetIsToGetThere(t *testing.T) {
	for _, payload := range []string{`{"active_power_watts":-2000}`, `{"active_power_watts":-2000,"ramp_rate":50}`} {
		r, d := override(), &desk{}
		r.Kind, r.Payload = wire.CommandDispatch, json.RawMessage(payload)
		if _, err := service(d).Issue(t.Context(), person(identity.Owner), house(), r, noon); err != nil || string(d.saved[0].Payload) != payload {
			t.Errorf("%s: %v", payload, err)
		}
	}
}

func TestASiteWithoutAnEnrolledEdgeTakesNoOrders(t *testing.T) {
	revoked := house()
	revoked.Edge.State = registry.Revoked
	for what, site := range map[string]registry.Site{"no edge": {ID: uuid.New()}, "a revoked one": revoked} {
		d := &desk{}
		if _, err := service(d).Issue(t.Context(), person(identity.Owner), site, override(), noon); !errors.Is(err, reason.New(reason.NotFound, nil)) {
			t.Errorf("%s: %v", what, err)
		}
		if _, err := service(d).SetLimits(t.Context(), person(identity.Owner), site, wire.Limits{}); !errors.Is(err, reason.New(reason.NotFound, nil)) {
			t.Errorf("%s: limits: %v", what, err)
		}
	}
}

func TestLimitsRiseByOneVersionAndGoOut(t *testing.T) {
	d, site, by := &desk{}, house(), person(identity.Operator)
	none, err := service(d).Limits(t.Context(), by, site)
	if err != nil || none.LimitsVersion != 0 {
		t.Fatalf("before any: %+v, %v", none, err)
	}
	most := int64(40_000)
	wanted := wire.Limits{
		LimitsVersion: none.LimitsVersion, IssuedAt: noon, KnownUntil: noon.Add(time.Hour),
		Blocks: []wire.LimitBlock{{Ref: "contract", Code: reason.ConnectionLimit, MaxWatts: &most, From: noon}},
	}
	set, err := service(d).SetLimits(t.Context(), by, site, wanted)
	if err != nil || set.LimitsVersion != 1 || d.nudges != 1 || len(d.limits) != 1 {
		t.Errorf("got version %d, %v, %d nudges", set.LimitsVersion, err, d.nudges)
	}
	wanted.Blocks[0].MaxWatts = nil
	if _, err := service(d).SetLimits(t.Context(), by, site, wanted); !errors.Is(err, reason.New(reason.MissingField, nil)) || len(d.limits) != 1 {
		t.Errorf("a block without a bound: %v", err)
	}
}

func TestLimitsOfPeopleLeaveWhatIsDerived(t *testing.T) {
	most := int64(40_000)
	block := func(ref string) wire.LimitBlock {
		return wire.LimitBlock{Ref: ref, Code: reason.ConnectionLimit, MaxWatts: &most, From: noon}
	}
	derived := block(dispatch.OfNodeLimit + "1")
	d, site, by := &desk{limits: []wire.Limits{{LimitsVersion: 4, Blocks: []wire.LimitBlock{block("old"), derived}}}}, house(), person(identity.Operator)
	tampered := block(derived.Ref)
	tampered.MaxWatts = new(int64)
	wanted := wire.Limits{LimitsVersion: 4, IssuedAt: noon, KnownUntil: noon.Add(time.Hour), Blocks: []wire.LimitBlock{block("contract"), tampered, block(dispatch.OfEnvelope + "2")}}
	set, err := service(d).SetLimits(t.Context(), by, site, wanted)
	if err != nil || set.LimitsVersion != 5 || !set.KnownUntil.Equal(wanted.KnownUntil) {
		t.Fatalf("%+v, %v", set, err)
	}
	if diff := cmp.Diff([]wire.LimitBlock{block("contract"), derived}, set.Blocks); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	wanted.LimitsVersion, wanted.Blocks = 5, nil
	if set, err = service(d).SetLimits(t.Context(), by, site, wanted); err != nil || len(set.Blocks) != 1 || set.KnownUntil.Year() != 9999 {
		t.Errorf("with nothing of people's: %+v, %v", set, err)
	}
	for i := range 1_001 {
		wanted.Blocks = append(wanted.Blocks, block(fmt.Sprint("contract ", i)))
	}
	if _, err := service(d).SetLimits(t.Context(), by, site, wanted); !errors.Is(err, reason.New(reason.InvalidValue, nil)) {
		t.Errorf("1001 blocks: %v", err)
	}
}

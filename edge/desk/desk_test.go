package desk_test

import (
	"context"
	"crypto/ed25519"
	"encoding/json"
	"errors"
	"log/slog"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/uuid"

	"ohmstead/edge/control"
	"ohmstead/edge/cycle"
	"ohmstead/edge/cycle/state"
	"ohmstead/edge/desk"
	"ohmstead/edge/image"
	"ohmstead/edge/site"
	"ohmstead/energy/point"
	"ohmstead/energy/reason"
	"ohmstead/energy/unit"
	"ohmstead/wire"
)

var noon = time.Date(2026, 6, 1, 12, 0, 0, 0, time.UTC)

const house = `
site: {name: house}
cycle: 1s
assets:
  - {id: meter0, nature: GRID_METER}
  - {id: ess0, nature: ESS, max_apparent_power_va: 5000}
controllers:
  - {id: zero, type: SELF_CONSUMPTION, ess: ess0, meter: meter0}
`

// paper is a journal that nothing can damage.
type paper map[string][]byte

func (p paper) Get(key string) ([]byte, bool) {
	value, ok := p[key]
	return value, ok
}

func (p paper) Put(key string, value []byte) error {
	if len(value) == 0 {
		delete(p, key)
		return nil
	}
	p[key] = slices.Clone(value)
	return nil
}

func (p paper) Keys(prefix string) []string {
	var keys []string
	for key := range p {
		if strings.HasPrefix(key, prefix) {
			keys = append(keys, key)
		}
	}
	slices.Sort(keys)
	return keys
}

// rig is a desk in front of a core whose cycles the test runs one by one. It stands in for the loop.
type rig struct {
	t       *testing.T
	key     ed25519.PrivateKey
	now     time.Time
	site    *site.Site
	inbox   *image.Inbox
	core    *cycle.Core
	journal paper
	desk    *desk.Desk
	out     *cycle.Output
	answers []wire.Ack
	lost    error // what Do fails with
	probe   func(context.Context, wire.Command, wire.Probe) (wire.ProbeResult, error)

	configuration desk.Configuration
	keys          desk.Keys
	unanswered    error // what Answer fails with
}

func newRig(t *testing.T) *rig { t.Helper(); return newRigOf(t, house) }

func newRigOf(t *testing.T, text string) *rig {
	t.Helper()
	_, key, err := ed25519.GenerateKey(nil)
	if err != nil {
		t.Fatal(err)
	}
	c, err := site.Parse("house.yaml", []byte(text))
	if err != nil {
		t.Fatal(err)
	}
	built, err := site.Build(c, site.Everything)
	if err != nil {
		t.Fatal(err)
	}
	r := &rig{t: t, journal: paper{}, key: key, now: noon, site: built}
	r.start()
	return r
}

// start begins a process: everything that is not in the journal is new.
func (r *rig) start() {
	r.t.Helper()
	var err error
	r.desk, err = desk.New(desk.Config{
		Site: r.site, Journal: r.journal, Key: r.key.Public().(ed25519.PublicKey), Address: address(),
		Answer: func(_ context.Context, a wire.Ack) error {
			if r.unanswered != nil {
				return r.unanswered
			}
			r.answers = append(r.answers, a)
			return nil
		},
		Log: slog.New(slog.DiscardHandler), Probe: r.probe, Configuration: r.configuration,
	})
	if err != nil {
		r.t.Fatal(err)
	}
	if r.keys != nil {
		r.desk.AttachKeys(r.keys)
	}
	r.inbox = image.NewInbox(r.site.Layout)
	r.core = cycle.New(r.site, r.inbox)
	if err := r.desk.Restore(r.core, r.now); err != nil {
		r.t.Fatal(err)
	}
	r.core.Ready()
	r.desk.Attach(r)
	r.cycle(3)
}

// kill ends the process without a goodbye: what is not in the journal is gone.
func (r *rig) kill() { r.desk, r.core, r.inbox = nil, nil, nil }

// Do implements desk.Loop.
func (r *rig) Do(_ context.Context, do func(time.Time, *cycle.Core) error) error {
	if r.lost != nil {
		return r.lost
	}
	return do(r.now, r.core)
}

// Status implements desk.Loop.
func (r *rig) Status() cycle.Status {
	return cycle.Status{At: r.out.At, State: r.out.State, Setpoints: r.out.Setpoints, Cuts: r.out.Cuts}
}

// cycle runs n cycles of a second with 1 kW of load behind the meter.
func (r *rig) cycle(n int) {
	r.t.Helper()
	for range n {
		r.inbox.Put([]image.Update{
			{Handle: r.site.Layout.Lookup("meter0", point.ActivePower), Reading: point.Of(1000, r.now)},
			{Handle: r.site.Layout.Lookup("ess0", point.ActivePower), Reading: point.Of(0, r.now)},
		})
		r.out = r.core.Step(r.now)
		if r.out.Changed {
			r.desk.Keep(r.core.Memory())
		}
		r.now = r.now.Add(time.Second)
	}
}

// run lets Run work for a while, in which it looks once a second at what is at work. It is called in virtual
// time: however busy the machine is, Run has done by then what it does in that while.
func (r *rig) run(d time.Duration) {
	r.t.Helper()
	ctx, cancel := context.WithTimeout(r.t.Context(), d)
	defer cancel()
	if err := r.desk.Run(ctx); err != nil {
		r.t.Fatal(err)
	}
}

func (r *rig) power() unit.Power {
	r.t.Helper()
	for _, s := range r.out.Setpoints {
		if s.Asset == "ess0" {
			return s.Power
		}
	}
	r.t.Fatal("the battery has no set-point")
	return 0
}

func address() wire.Address {
	return wire.Address{
		Tenant: "0198c0de-0000-7000-8000-000000000001", Site: "0198c0de-0000-7000-8000-000000000002",
		Edge: "0198c0de-0000-7000-8000-000000000003",
	}
}

// order is a command of the backend.
func (r *rig) order(seq uint64, kind wire.CommandKind, payload string) wire.Command {
	c := wire.Command{
		ID: uuid.NewString(), Seq: seq, Kind: kind, Reason: "the test", IssuedBy: "ann",
		IssuedAt: r.now, ExpiresAt: r.now.Add(time.Minute), Payload: json.RawMessage(payload),
	}
	if kind == wire.CommandOverride || kind == wire.CommandDispatch {
		c.Asset = "ess0"
	}
	return c
}

// take hands the desk an order as it travels.
func (r *rig) take(kind wire.Kind, order any) {
	r.t.Helper()
	if err := r.send(kind, order); err != nil {
		r.t.Fatal(err)
	}
}

func (r *rig) send(kind wire.Kind, order any) error {
	r.t.Helper()
	body, err := json.Marshal(order)
	if err != nil {
		r.t.Fatal(err)
	}
	data, err := wire.Seal(r.key, address(), kind, body)
	if err != nil {
		r.t.Fatal(err)
	}
	return r.desk.Take(r.t.Context(), kind, data)
}

// answered checks the newest answer.
func (r *rig) answered(state wire.AckState, code reason.Code) wire.Ack {
	r.t.Helper()
	if len(r.answers) == 0 {
		r.t.Fatalf("nothing was answered, want %s", state)
	}
	a := r.answers[len(r.answers)-1]
	if a.State != state || code != "" && !slices.Contains(a.Codes, code) || code == "" && len(a.Codes) > 0 {
		r.t.Errorf("answered %s %v, want %s %s", a.State, a.Codes, state, code)
	}
	return a
}

func TestAnOverrideHoldsUntilItExpiresAndSaysHowItFared(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newRig(t)
		r.take(wire.KindCommand, r.order(1, wire.CommandOverride, `{"active_power_watts":2000}`))
		r.answered(wire.AckAccepted, "")
		r.cycle(2)
		if got := r.power(); got != 2000 {
			t.Errorf("the battery is given %v, want 2 kW of charge", got)
		}
		r.run(1500 * time.Millisecond)
		if a := r.answered(wire.AckExecuted, ""); a.AppliedWatts == nil || *a.AppliedWatts != 2000 {
			t.Errorf("applied %v, want 2000 W", a.AppliedWatts)
		}
		r.cycle(70)
		if got := r.power(); got != -1000 {
			t.Errorf("after a minute the battery is given %v, want the -1 kW of self-consumption", got)
		}
	})
}

// Before its devices have answered, and while control is off, an edge orders safe states at most.
func TestAnOverrideIsNotExecutedWhileNobodyIsGivenAnything(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newRig(t)
		r.take(wire.KindCommand, r.order(1, wire.CommandEnable, `{"enabled":false}`))
		r.cycle(2)
		r.take(wire.KindCommand, r.order(2, wire.CommandOverride, `{"active_power_watts":2000}`))
		r.cycle(2)
		r.run(1500 * time.Millisecond)
		r.answered(wire.AckAccepted, "")
		r.take(wire.KindCommand, r.order(3, wire.CommandEnable, `{"enabled":true}`))
		r.cycle(2)
		r.run(1500 * time.Millisecond)
		if a := r.answered(wire.AckExecuted, ""); a.AppliedWatts == nil || *a.AppliedWatts != 2000 {
			t.Errorf("applied %v, want 2000 W", a.AppliedWatts)
		}
	})
}

func TestAnOverrideThatIsCutSaysByWhom(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newRig(t)
		r.take(wire.KindCommand, r.order(1, wire.CommandOverride, `{"active_power_watts":9000}`))
		r.cycle(2)
		r.run(1500 * time.Millisecond)
		if a := r.answered(wire.AckClamped, reason.AssetLimit); a.AppliedWatts == nil || *a.AppliedWatts != 5000 {
			t.Errorf("applied %v, want the 5 kW the battery can do", a.AppliedWatts)
		}
	})
}

func TestACommandIsDoneOnceHoweverOftenItComes(t *testing.T) {
	r := newRig(t)
	off := r.order(1, wire.CommandEnable, `{"enabled":false}`)
	r.take(wire.KindCommand, off)
	r.answered(wire.AckExecuted, "")
	r.take(wire.KindCommand, r.order(2, wire.CommandEnable, `{"enabled":true}`))
	r.take(wire.KindCommand, off) // it comes again, and again after a restart
	r.cycle(2)
	if r.out.State != state.Run {
		t.Errorf("in %s: a command was done twice", r.out.State)
	}
	r.kill()
	r.start()
	r.take(wire.KindCommand, off)
	r.cycle(2)
	if r.out.State != state.Run || len(r.answers) != 4 {
		t.Errorf("in %s after a restart, %d answers; want RUN and an answer each time", r.out.State, len(r.answers))
	}
	impostor := off
	impostor.ID = uuid.NewString()
	r.take(wire.KindCommand, impostor)
	r.answered(wire.AckRejected, reason.CommandRepeated)
}

func TestAnExpiredCommandIsNeverDone(t *testing.T) {
	r := newRig(t)
	late := r.order(1, wire.CommandOverride, `{"active_power_watts":2000}`)
	r.cycle(61)
	r.take(wire.KindCommand, late)
	r.answered(wire.AckExpired, reason.CommandExpired)
	r.cycle(1)
	if got := r.power(); got != -1000 {
		t.Errorf("the battery is given %v", got)
	}
}

func TestACommandThatACrashCutShortIsDoneAfterItUnlessItHasExpired(t *testing.T) {
	for name, tt := range map[string]struct {
		down  int // seconds
		state wire.AckState
		power unit.Power
	}{
		"in time":  {10, wire.AckAccepted, 2000},
		"too late": {90, wire.AckExpired, -1000},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				r := newRig(t)
				r.lost = errors.New("the process dies here")
				if err := r.send(wire.KindCommand, r.order(1, wire.CommandOverride, `{"active_power_watts":2000}`)); err == nil {
					t.Fatal("it was taken")
				}
				r.kill()
				r.now = r.now.Add(time.Duration(tt.down) * time.Second)
				r.lost = nil
				r.start()
				r.run(100 * time.Millisecond)
				if len(r.answers) != 1 || r.answers[0].State != tt.state {
					t.Fatalf("answered %+v, want %s", r.answers, tt.state)
				}
				r.cycle(1)
				if got := r.power(); got != tt.power {
					t.Errorf("the battery is given %v, want %v", got, tt.power)
				}
			})
		})
	}
}

func TestWhatIsInForceOutlivesAnyCrash(t *testing.T) {
	r := newRig(t)
	r.take(wire.KindCommand, r.order(1, wire.CommandOverride, `{"active_power_watts":2000}`))
	r.take(wire.KindCommand, r.order(2, wire.CommandMode, `{"mode":"PEAK_SHAVING"}`))
	r.kill() // before any cycle has seen it
	r.start()
	if got := r.power(); got != 2000 || r.core.Mode() != control.PeakShaving {
		t.Errorf("after the restart the battery is given %v in mode %s, want 2 kW in PEAK_SHAVING", got, r.core.Mode())
	}
	r.take(wire.KindCommand, r.order(3, wire.CommandRelease, `{"command_id":"`+r.answers[0].Command+`"}`))
	r.answered(wire.AckExecuted, "")
	r.kill()
	r.start()
	if got := r.power(); got == 2000 {
		t.Error("what was released is back after a restart")
	}
}

func TestLimitsAreTheNewestAndSurvive(t *testing.T) {
	r := newRig(t)
	limits := func(version int64, most int64) wire.Limits {
		return wire.Limits{
			Version: wire.Version, LimitsVersion: version, IssuedAt: r.now, KnownUntil: r.now.Add(time.Hour),
			Blocks:   []wire.LimitBlock{{Ref: "contract", Code: reason.ConnectionLimit, MaxWatts: &most, From: r.now}},
			FailSafe: &wire.LimitBlock{Ref: "fail-safe", Code: reason.ConnectionLimit, MaxWatts: new(int64), From: r.now},
		}
	}
	in := func() control.Standing { return r.core.Standing() }
	r.take(wire.KindLimits, limits(2, 4000))
	r.take(wire.KindLimits, limits(1, 9000)) // late
	r.take(wire.KindCommand, r.order(1, wire.CommandLimit, `{"max_watts":3000}`))
	check := func(when string) {
		t.Helper()
		got := in()
		if len(got.Limits) != 2 || got.Limits[0].Bounds.Max != 4000 || got.Limits[1].Bounds.Max != 3000 {
			t.Errorf("%s: limits %+v, want 4 kW and the command's 3 kW", when, got.Limits)
		}
		if got.FailSafe == nil || got.FailSafe.Bounds.Max != 0 || !got.FailSafe.From.Equal(noon.Add(3*time.Second+time.Hour)) {
			t.Errorf("%s: fail-safe %+v", when, got.FailSafe)
		}
	}
	check("at once")
	r.kill()
	r.start()
	check("after a restart")
	if r.desk.LimitsVersion() != 2 || r.desk.LastCommand() != 1 {
		t.Errorf("it says version %d and command %d", r.desk.LimitsVersion(), r.desk.LastCommand())
	}
}

func TestThePlanIsTheOneIssuedLast(t *testing.T) {
	r := newRig(t)
	plan := func(issued time.Time, watts int64) wire.Plan {
		return wire.Plan{Version: wire.Version, ID: uuid.NewString(), IssuedAt: issued, Slots: []wire.PlanSlot{
			{Asset: "ess0", From: r.now, To: r.now.Add(time.Hour), ActivePowerWatts: watts},
			{Asset: "gone", From: r.now, To: r.now.Add(time.Hour), ActivePowerWatts: watts},
		}}
	}
	r.take(wire.KindPlan, plan(r.now, 700))
	r.take(wire.KindPlan, plan(r.now.Add(-time.Minute), 800))
	r.kill()
	r.start()
	asset, _ := r.site.Place("ess0")
	if got, ok := r.core.Standing().Plan.At(asset, r.now); !ok || got.Power != 700 || len(r.core.Standing().Plan.Slots) != 1 {
		t.Errorf("the plan says %v, %v; want 700 W for the asset that exists", got, ok)
	}
}

func TestAnOrderThatIsNotTheBackendsDoesNothing(t *testing.T) {
	r := newRig(t)
	mine := r.key
	_, r.key, _ = ed25519.GenerateKey(nil)
	err := r.send(wire.KindCommand, r.order(1, wire.CommandEnable, `{"enabled":false}`))
	if !errors.Is(err, reason.New(reason.SignatureInvalid, nil)) || len(r.answers) > 0 {
		t.Errorf("got %v and %d answers", err, len(r.answers))
	}
	r.key = mine
	if r.desk.LastCommand() != 0 || len(r.journal.Keys("command/")) > 0 {
		t.Error("it is noted")
	}
}

func TestWhatAnEdgeCannotDoIsAnsweredWithWhy(t *testing.T) {
	for what, tt := range map[string]struct {
		kind    wire.CommandKind
		asset   string
		payload string
		code    reason.Code
	}{
		"an asset nobody knows": {wire.CommandOverride, "ess9", `{"active_power_watts":1}`, reason.NotFound},
		"a meter by hand":       {wire.CommandOverride, "meter0", `{"active_power_watts":1}`, reason.NotControllable},
		"a mode nobody knows":   {wire.CommandMode, "", `{"mode":"PARTY"}`, reason.InvalidValue},
		"a limit of nothing":    {wire.CommandLimit, "", `{}`, reason.InvalidValue},
		"a release of nothing":  {wire.CommandRelease, "", `{"command_id":"x"}`, reason.NotFound},
		"no payload":            {wire.CommandEnable, "", ``, reason.InvalidValue},
	} {
		t.Run(what, func(t *testing.T) {
			r := newRig(t)
			c := r.order(1, tt.kind, tt.payload)
			c.Asset = tt.asset
			if tt.payload == "" {
				c.Payload = nil
			}
			r.take(wire.KindCommand, c)
			r.answered(wire.AckRejected, tt.code)
			r.kill()
			r.start() // what was refused must not trip the next start
		})
	}
}

func TestOldCommandsAreForgottenInBoundedRoom(t *testing.T) {
	r := newRig(t)
	for seq := uint64(1); seq <= 1_050; seq++ {
		r.take(wire.KindCommand, r.order(seq, wire.CommandMode, `{"mode":"PARTY"}`))
	}
	if n := len(r.journal.Keys("command/")); n != 1_000 {
		t.Errorf("%d commands are kept, want 1000", n)
	}
	r.take(wire.KindCommand, r.order(3, wire.CommandEnable, `{"enabled":false}`))
	r.answered(wire.AckRejected, reason.CommandRepeated)
}

func TestADamagedValueOfTheJournalIsNamed(t *testing.T) {
	r := newRig(t)
	for _, key := range []string{"limits", "plan", "command/00000000000000000001"} {
		if err := r.journal.Put(key, []byte("{")); err != nil {
			t.Fatal(err)
		}
		_, err := desk.New(desk.Config{Site: r.site, Journal: r.journal, Log: slog.New(slog.DiscardHandler)})
		if err == nil || !strings.Contains(err.Error(), key) {
			t.Errorf("%s: got %v", key, err)
		}
		if err := r.journal.Put(key, nil); err != nil {
			t.Fatal(err)
		}
	}
}

// A process that is killed without a goodbye leaves what it knew of a battery in the journal, and the next
// begins with it though nothing has been read of the battery yet.
func TestAnEstimateOutlivesAKill(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newRigOf(t, strings.Replace(house, "max_apparent_power_va: 5000", "max_apparent_power_va: 5000, battery: {cell: nmc-280ah-simulated, series: 14}", 1))
		at := func(channel string) image.Handle { return r.site.Layout.Lookup("ess0", channel) }
		for range 20 {
			r.inbox.Put([]image.Update{
				{Handle: at(point.Current), Reading: point.Of(0, r.now)}, {Handle: at(point.Voltage), Reading: point.Of(52.682, r.now)},
			})
			r.cycle(1)
		}
		r.run(50 * time.Millisecond) // brings what is to be kept to the disk
		known := r.core.Memory().Charges
		r.kill()
		r.now = r.now.Add(time.Minute)
		r.start()
		if len(known) != 1 || known[0].SOC < 0.48 || known[0].SOC > 0.52 {
			t.Fatalf("before the kill: %+v", known)
		}
		soc := r.core.Image().At(at(point.SOC))
		if soc.Quality != point.Substituted || soc.Value < 48 || soc.Value > 52 {
			t.Errorf("after it: %+v", soc)
		}
		if got := r.core.Memory().Charges; len(got) != 1 || got[0].Sigma < known[0].Sigma {
			t.Errorf("noted after it: %+v, before it %+v", got, known)
		}
	})
}

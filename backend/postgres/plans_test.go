package postgres_test

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/uuid"
	"github.com/jackc/pgx/v5/pgconn"

	"ohmstead/backend/identity"
	"ohmstead/backend/plan"
	"ohmstead/backend/postgres"
	"ohmstead/backend/registry"
	"ohmstead/energy/reason"
	"ohmstead/wire"
)

// planning is a world whose battery is planned. Its clock starts at an hour that has just begun.
type planning struct {
	grid
	bell   *bell
	owner  identity.Principal
	policy plan.Policy
	start  time.Time
	assets map[string]uuid.UUID
}

func (w *world) planning() planning {
	w.t.Helper()
	p := planning{grid: grid{world: w}, bell: &bell{}, start: time.Now().UTC().Truncate(time.Second), assets: map[string]uuid.UUID{}}
	assets, err := w.Assets(w.t.Context(), w.scope, w.site)
	if err != nil {
		w.t.Fatal(err)
	}
	for _, a := range assets {
		p.assets[a.Key] = a.ID
	}
	p.owner = identity.Principal{Tenant: w.tenant, Scope: w.scope, Roles: []identity.Role{identity.Owner}, Held: []identity.Held{{Role: identity.Owner, Whole: true}}}
	p.policy = p.make("nights", plan.Subject{Scope: plan.OfSite, Site: w.site.ID})
	return p
}

func (p planning) service(db *postgres.DB) *plan.Service { return plan.NewService(db, p.bell) }

func (p planning) make(name string, subject plan.Subject) plan.Policy {
	p.t.Helper()
	policy, err := p.service(p.DB).MakePolicy(p.t.Context(), p.owner, plan.Policy{ID: uuid.New(), Subject: subject, Says: plan.Says{Name: name, Objective: plan.CostMin, Enabled: true}})
	if err != nil {
		p.t.Fatal(err)
	}
	return policy
}

func (p planning) at(minutes int) time.Time {
	return p.start.Add(time.Duration(minutes) * time.Minute)
}

// command is what an asset is to do from one minute to another.
func (p planning) command(asset string, kind plan.Type, watts int64, minutes ...int) plan.Command {
	return plan.Command{Asset: p.assets[asset], At: p.at(minutes[0]), Until: p.at(minutes[1]), Type: kind, Target: watts}
}

// draw brings a plan of an hour from a minute on.
func (p planning) draw(minute int, commands ...plan.Command) plan.Plan {
	p.t.Helper()
	drawn, err := p.service(p.DB).Make(p.t.Context(), p.owner, plan.Draw{
		ID: uuid.New(), Policy: p.policy.ID, Now: p.start, New: plan.New{From: p.at(minute), To: p.at(minute + 60), Optimizer: "the test", Commands: commands},
	})
	if err != nil {
		p.t.Fatal(err)
	}
	return drawn
}

func (p planning) activate(drawn plan.Plan, minute int) {
	p.t.Helper()
	if _, err := p.service(p.DB).Activate(p.t.Context(), p.owner, drawn.ID, p.at(minute)); err != nil {
		p.t.Fatal(err)
	}
}

func (p planning) runs(db *postgres.DB, minute int) error {
	return plan.NewRunner(db, p.bell, slog.New(slog.NewTextHandler(p.t.Output(), nil))).Round(p.t.Context(), p.at(minute))
}

func (p planning) run(minute int) {
	p.t.Helper()
	if err := p.runs(p.DB, minute); err != nil {
		p.t.Fatal(err)
	}
}

// orders are all orders to the edge, in their sequence, as "kind asset watts".
func (p planning) orders() []string {
	p.t.Helper()
	return p.asked(`SELECT concat_ws(' ', kind, nullif(asset, ''), payload->>'active_power_watts') FROM commands WHERE tenant_id = $1 ORDER BY seq`)
}

// became is what became of the commands of plans, in their order, as "watts state reason".
func (p planning) became() []string {
	p.t.Helper()
	return p.asked(`SELECT concat_ws(' ', target_value, state, nullif(reason_code, ''), CASE WHEN release_id IS NOT NULL THEN 'released' END) FROM plan_commands WHERE tenant_id = $1 ORDER BY ts_scheduled, target_value`)
}

func (p planning) statuses() []string {
	p.t.Helper()
	return p.asked(`SELECT status FROM dispatch_plans WHERE tenant_id = $1 ORDER BY horizon_from, created_at, id`)
}

// fillPlans puts a row into each table of plans.
func (w *world) fillPlans() {
	p := w.planning()
	p.activate(p.draw(0, p.command("battery0", plan.Charge, 3000, 0, 30)), 1)
}

func TestPlan_EachCommandIsOneOrderAtItsTime(t *testing.T) {
	p := newWorld(t).planning()
	drawn := p.draw(0, p.command("battery0", plan.Charge, 3000, 5, 20), p.command("battery0", plan.Discharge, 2000, 20, 40), p.command("pv0", plan.Curtail, 1000, 20, 40))
	p.run(6)
	same(t, "orders of a draft", []string{}, p.orders())
	p.activate(drawn, 0)
	p.run(4)
	same(t, "orders before the time", []string{}, p.orders())
	p.run(5)
	p.run(6)
	same(t, "orders of the first", []string{"DISPATCH battery0 3000"}, p.orders())
	p.run(20)
	same(t, "orders", []string{"DISPATCH battery0 3000", "DISPATCH battery0 -2000", "DISPATCH pv0 -1000"}, p.orders())
	p.run(59)
	same(t, "the plan", []string{"ACTIVE"}, p.statuses())
	p.run(60)
	same(t, "the plan at its end", []string{"ENDED"}, p.statuses())
	same(t, "in whose name", []string{"0 3"}, p.asked(fmt.Sprintf(`SELECT count(issued_by) || ' ' || count(*) FROM commands WHERE tenant_id = $1 AND policy_id = '%s'`, p.policy.ID)))
	same(t, "the actor of the log", []string{"policy:" + p.policy.ID.String()}, p.asked(`SELECT DISTINCT actor FROM audit_log WHERE tenant_id = $1 AND entity = 'commands'`))
	if len(p.bell.rung) != 2 {
		t.Errorf("the edge was told %d times, want twice", len(p.bell.rung))
	}
	c := p.commandByID(p.asked(`SELECT id::text FROM commands WHERE tenant_id = $1 AND seq = 1`)[0])
	if c.IssuedBy != "policy:"+p.policy.ID.String() || !c.ExpiresAt.Equal(p.at(20)) {
		t.Errorf("the order is %+v", c)
	}
}

func TestPlan_AnOrderSaysHowFastItIsToGetThere(t *testing.T) {
	p := newWorld(t).planning()
	slowly := p.command("battery0", plan.Charge, 3000, 0, 10)
	slowly.Ramp = new(int64(50))
	p.activate(p.draw(0, slowly, p.command("battery0", plan.Discharge, 2000, 10, 20)), 0)
	p.run(10)
	same(t, "orders", []string{`{"ramp_rate": 50, "active_power_watts": 3000}`, `{"active_power_watts": -2000}`}, p.asked(`SELECT payload::text FROM commands WHERE tenant_id = $1 ORDER BY seq`))
	byHand := p.world.command(p.person())
	byHand.Kind, byHand.Payload = wire.CommandDispatch, []byte(`{"active_power_watts":700,"ramp_rate":20}`)
	if _, err := p.SaveCommand(t.Context(), p.scope, byHand, ""); err != nil {
		t.Fatal(err)
	}
	same(t, "what assets were to do", []string{"-", "20", "50"}, p.asked(`SELECT coalesce(ramp_rate::text, '-') AS ramp FROM dispatch_commands WHERE tenant_id = $1 ORDER BY ramp`))
}

func TestPlan_ManyRunnersGiveEachOrderOnce(t *testing.T) {
	p := newWorld(t).planning()
	var commands []plan.Command
	for minute := range 40 {
		commands = append(commands, p.command("battery0", plan.Charge, int64(minute), minute, minute+1))
	}
	p.activate(p.draw(0, commands...), -1)
	var all sync.WaitGroup
	for range 4 {
		all.Go(func() {
			for minute := range 40 {
				if err := p.runs(p.DB, minute); err != nil {
					t.Error(err)
				}
			}
		})
	}
	all.Wait()
	p.run(41)
	got := p.asked(`SELECT count(DISTINCT order_id) || ' ' || count(*) FILTER (WHERE state = 'ISSUED') || ' ' || count(*) FILTER (WHERE state = 'MISSED' AND reason_code = 'PLAN_COMMAND_LATE') FROM plan_commands WHERE tenant_id = $1`)
	given := len(p.orders())
	if given == 0 { // whoever comes first gives that of its minute
		t.Error("no order was given")
	}
	same(t, "orders, issued, and too late where a runner was ahead", []string{fmt.Sprint(given, given, len(commands)-given)}, got)
}

// A runner may end at each of the messages that it sends to its database, before that has it and when it is done
// and the runner does not know: no order is given twice, and none is lost.
func TestPlan_ARunnerMayEndAtAnyPoint(t *testing.T) {
	const most = 120
	first := newWorld(t)
	for _, answered := range []bool{false, true} {
		points := 0
		for at := int64(1); at <= most; at++ {
			p := populate(t, first.DB, first.cfg).planning()
			p.activate(p.draw(0, p.command("battery0", plan.Charge, 3000, 0, 10), p.command("battery0", plan.Discharge, 2000, 10, 20)), -1)
			db, cable := p.process(at, answered)
			for _, minute := range []int{0, 10, 60} {
				ctx, cancel := context.WithTimeout(t.Context(), 2*time.Minute)
				err := plan.NewRunner(db, p.bell, slog.New(slog.DiscardHandler)).Round(ctx, p.at(minute))
				cancel()
				if cable.dead.Load() {
					p.settled()
					p.run(minute) // another goes on
				} else if err != nil {
					t.Fatal(err)
				}
			}
			through := !cable.dead.Load()
			cable.end(db)
			same(t, fmt.Sprintf("ended at message %d, answered %t: orders", at, answered), []string{"DISPATCH battery0 3000", "DISPATCH battery0 -2000"}, p.orders())
			same(t, "commands", []string{"3000 ISSUED", "2000 ISSUED"}, p.became())
			same(t, "the plan", []string{"ENDED"}, p.statuses())
			if through {
				break
			}
			points++
		}
		if points < 8 || points == most {
			t.Errorf("answered %t: %d points were tried", answered, points)
		}
	}
}

func TestPlan_WhatIsNotSentInItsTimeWasMissed(t *testing.T) {
	p := newWorld(t).planning()
	p.activate(p.draw(0, p.command("battery0", plan.Charge, 1, 0, 10), p.command("battery0", plan.Charge, 2, 10, 20), p.command("battery0", plan.Charge, 3, 20, 30)), -1)
	off := plan.Revision{ID: p.policy.ID, Says: p.policy.Says, Version: 1, At: p.start}
	off.Enabled = false
	p.run(10) // nobody ran at minute 0
	if _, err := p.service(p.DB).RevisePolicy(t.Context(), p.owner, off); err != nil {
		t.Fatal(err)
	}
	p.run(20)
	p.run(30)
	same(t, "commands", []string{"1 MISSED PLAN_COMMAND_LATE", "2 ISSUED", "3 MISSED POLICY_DISABLED"}, p.became())
	same(t, "alarms: the order of the same round clears the first, and what was switched off is none", []string{"battery0 PLAN_COMMAND_LATE cleared"}, p.alarms())
	same(t, "orders", []string{"DISPATCH battery0 2"}, p.orders())
}

func TestPlan_NobodyThereToTakeIt(t *testing.T) {
	p := newWorld(t).planning()
	p.activate(p.draw(0, p.command("battery0", plan.Charge, 1, 0, 10), p.command("pv0", plan.Curtail, 2, 0, 10)), -1)
	p.use("battery0", false)
	p.run(0)
	p.run(10)
	same(t, "commands", []string{"1 MISSED PLAN_NO_RECEIVER", "2 ISSUED"}, p.became())
}

// What one tenant has in hand, and what nobody can take, holds up nobody else's plans.
func TestPlan_EachTenantHasItsTurn(t *testing.T) {
	w := newWorld(t)
	busy, other := w.planning(), populate(t, w.DB, w.cfg).planning()
	for minute := range 3 {
		busy.activate(busy.draw(minute*60, busy.command("battery0", plan.Charge, 1, minute*60, minute*60+10)), -1)
	}
	other.activate(other.draw(130, other.command("battery0", plan.Charge, 1, 130, 140)), -1)
	tenants := func(until, most int) (text string) {
		t.Helper()
		due, err := w.DuePlans(t.Context(), busy.at(until), most)
		if err != nil {
			t.Fatal(err)
		}
		for _, d := range due {
			text += map[int32]string{busy.tenant.Key: "b", other.tenant.Key: "o"}[d.Tenant]
		}
		return text
	}
	for _, tt := range []struct {
		until, most int
		want        string
	}{{0, 10, "b"}, {135, 2, "bo"}, {135, 10, "bobb"}} {
		if got := tenants(tt.until, tt.most); got != tt.want {
			t.Errorf("of %d plans due in minute %d it is the turn of %q, want %q", tt.most, tt.until, got, tt.want)
		}
	}
	if _, err := w.super.Exec(t.Context(), "UPDATE assets SET enabled = false WHERE tenant_id = $1 AND key = 'battery0'", busy.tenant.Key); err != nil {
		t.Fatal(err)
	}
	if got := tenants(5, 10); got != "" {
		t.Errorf("due is what nobody can take: %q", got)
	}
	if got := tenants(10, 10); got != "b" {
		t.Errorf("due to be missed is %q", got)
	}
}

// alarms are those of plans, open or cleared, in their order.
func (p planning) alarms() []string {
	p.t.Helper()
	return p.asked(`SELECT concat_ws(' ', asset, params ->> 'why', CASE WHEN cleared_at IS NULL THEN 'open' ELSE 'cleared' END)
		FROM events WHERE tenant_id = $1 AND kind = 'ALARM' AND code = '` + string(reason.PlanCommandMissed) + `' ORDER BY raised_at, id`)
}

func (p planning) use(asset string, used bool) {
	p.t.Helper()
	if _, err := p.super.Exec(p.t.Context(), "UPDATE assets SET enabled = $3 WHERE tenant_id = $1 AND key = $2", p.tenant.Key, asset, used); err != nil {
		p.t.Fatal(err)
	}
}

// A plan raises one alarm, however many of its commands are missed, until the asset that it names is ordered
// something again.
func TestPlan_WhatWasMissedIsOneAlarmUntilItsAssetIsOrderedAgain(t *testing.T) {
	p := newWorld(t).planning()
	p.activate(p.draw(0,
		p.command("battery0", plan.Charge, 1, 0, 10), p.command("battery0", plan.Charge, 2, 10, 20), p.command("battery0", plan.Charge, 3, 30, 40), p.command("battery0", plan.Charge, 4, 45, 50),
		p.command("pv0", plan.Curtail, 5, 10, 20)), -1)
	p.use("battery0", false)
	p.run(5)
	same(t, "while it may yet be sent", []string{}, p.alarms())
	p.run(10)
	same(t, "missed, while another asset is ordered", []string{"battery0 PLAN_NO_RECEIVER open"}, p.alarms())
	p.run(20)
	same(t, "missed once more", []string{"battery0 PLAN_NO_RECEIVER open"}, p.alarms())
	p.use("battery0", true)
	p.run(30)
	same(t, "ordered again", []string{"battery0 PLAN_NO_RECEIVER cleared"}, p.alarms())
	p.use("battery0", false)
	p.run(55)
	same(t, "missed anew", []string{"battery0 PLAN_NO_RECEIVER cleared", "battery0 PLAN_NO_RECEIVER open"}, p.alarms())
	p.run(60)
	same(t, "at the end of the plan", []string{"battery0 PLAN_NO_RECEIVER cleared", "battery0 PLAN_NO_RECEIVER cleared"}, p.alarms())
}

func TestPlan_AnAlarmEndsWithItsPlan(t *testing.T) {
	for name, ends := range map[string]func(p planning, drawn plan.Plan){
		"withdrawn": func(p planning, drawn plan.Plan) {
			if _, err := p.service(p.DB).Withdraw(t.Context(), p.owner, drawn.ID, p.at(12)); err != nil {
				t.Error(err)
			}
		},
		"superseded": func(p planning, _ plan.Plan) {
			p.activate(p.draw(11, p.command("battery0", plan.Charge, 2, 40, 50)), 12)
		},
		"over": func(p planning, _ plan.Plan) { p.run(60) },
	} {
		t.Run(name, func(t *testing.T) {
			p := newWorld(t).planning()
			drawn := p.draw(0, p.command("battery0", plan.Charge, 1, 0, 10), p.command("battery0", plan.Charge, 2, 50, 60))
			p.activate(drawn, -1)
			p.run(10)
			same(t, "missed", []string{"battery0 PLAN_COMMAND_LATE open"}, p.alarms())
			ends(p, drawn)
			same(t, "afterwards", []string{"battery0 PLAN_COMMAND_LATE cleared"}, p.alarms()[:1])
		})
	}
}

func TestPlan_AnotherTakesItsPlace(t *testing.T) {
	p := newWorld(t).planning()
	p.activate(p.draw(0, p.command("battery0", plan.Charge, 1000, 0, 30), p.command("battery0", plan.Charge, 1500, 40, 50)), 0)
	p.activate(p.draw(10, p.command("battery0", plan.Discharge, 2000, 10, 30)), 12)
	same(t, "orders: the new one before the release", []string{"DISPATCH battery0 1000", "DISPATCH battery0 -2000", "RELEASE"}, p.orders())
	same(t, "plans", []string{"SUPERSEDED", "ACTIVE"}, p.statuses())
	same(t, "commands", []string{"1000 ISSUED released", "2000 ISSUED", "1500 CANCELLED PLAN_SUPERSEDED"}, p.became())
	p.activate(p.draw(70, p.command("battery0", plan.Charge, 3000, 70, 80)), 13) // of another time
	same(t, "plans of times that do not meet", []string{"SUPERSEDED", "ACTIVE", "ACTIVE"}, p.statuses())
}

func TestPlan_WithdrawnEndsWhatWasSent(t *testing.T) {
	p := newWorld(t).planning()
	drawn := p.draw(0, p.command("battery0", plan.Charge, 1000, 0, 30), p.command("battery0", plan.Charge, 1500, 40, 50))
	p.activate(drawn, 0)
	if _, err := p.service(p.DB).Withdraw(t.Context(), p.owner, drawn.ID, p.at(5)); err != nil {
		t.Fatal(err)
	}
	p.run(45)
	same(t, "orders", []string{"DISPATCH battery0 1000", "RELEASE"}, p.orders())
	same(t, "commands", []string{"1000 ISSUED released", "1500 CANCELLED PLAN_WITHDRAWN"}, p.became())
	_, err := p.service(p.DB).Withdraw(t.Context(), p.owner, drawn.ID, p.at(6))
	if !errors.Is(err, reason.New(reason.PlanIsOver, nil)) {
		t.Errorf("once more: %v", err)
	}
}

func TestPlan_APolicyIsNotArchivedWithAPlanInForce(t *testing.T) {
	p := newWorld(t).planning()
	drawn := p.draw(0, p.command("battery0", plan.Charge, 1000, 0, 30))
	p.activate(drawn, 0)
	away := plan.Revision{ID: p.policy.ID, Says: p.policy.Says, Version: 1, Archived: true, At: p.start}
	if _, err := p.service(p.DB).RevisePolicy(t.Context(), p.owner, away); !errors.Is(err, reason.New(reason.PlanInForce, nil)) {
		t.Errorf("archived with a plan: %v", err)
	}
	if _, err := p.service(p.DB).Withdraw(t.Context(), p.owner, drawn.ID, p.at(1)); err != nil {
		t.Fatal(err)
	}
	got, err := p.service(p.DB).RevisePolicy(t.Context(), p.owner, away)
	if err != nil || got.Archived == nil || got.Enabled || got.Version != 2 {
		t.Errorf("archived: %+v, %v", got, err)
	}
}

func TestPlan_WhatAssetsWereToDoIsOneList(t *testing.T) {
	p := newWorld(t).planning()
	p.activate(p.draw(0, p.command("battery0", plan.Charge, 3000, 0, 30), p.command("battery0", plan.Charge, 100, 30, 40)), 0)
	by := p.person()
	manual := p.world.command(by)
	manual.Kind = wire.CommandDispatch
	if _, err := p.SaveCommand(t.Context(), p.scope, manual, ""); err != nil {
		t.Fatal(err)
	}
	applied := int64(2500)
	done := p.commandByID(p.asked(`SELECT id::text FROM commands WHERE tenant_id = $1 AND seq = 1`)[0])
	for _, a := range []wire.Ack{ack(done, wire.AckAccepted, time.Second), {Version: wire.Version, Command: done.ID, Seq: 1, State: wire.AckExecuted, At: done.IssuedAt.Add(2 * time.Second), AppliedWatts: &applied}} {
		if err := p.Acknowledge(t.Context(), p.edge, a); err != nil {
			t.Fatal(err)
		}
	}
	seen := func(f plan.DispatchFilter) (out []string) {
		t.Helper()
		for {
			page, next, err := p.ListDispatches(t.Context(), p.scope, f)
			if err != nil {
				t.Fatal(err)
			}
			for _, x := range page {
				watts := "-"
				if x.AppliedWatts != nil {
					watts = fmt.Sprint(*x.AppliedWatts)
				}
				out = append(out, fmt.Sprint(x.AssetKey, " ", x.Type, " ", x.Target, " ", x.Result, " ", watts, " ", x.Executed != nil, " ", x.Plan != nil))
			}
			if next == "" {
				return out
			}
			f.Cursor = next
		}
	}
	planned := []string{"battery0 CHARGE 3000 EXECUTED 2500 true true", "battery0 CHARGE 100 PENDING - false true"}
	byHand := "battery0 SETPOINT -2000 ISSUED - false false"
	all := slices.Concat(planned, []string{byHand})
	slices.Sort(all)
	one := seen(plan.DispatchFilter{Limit: 1})
	slices.Sort(one)
	same(t, "page by page", all, one)
	same(t, "of the plan", planned, seen(plan.DispatchFilter{Plan: uuid.MustParse(p.asked(`SELECT id::text FROM dispatch_plans WHERE tenant_id = $1`)[0]), Forward: true, Limit: 1}))
	same(t, "by result", planned[1:], seen(plan.DispatchFilter{Result: "PENDING", Limit: 10}))
	from, to := p.at(30), p.at(31)
	same(t, "by time", planned[1:], seen(plan.DispatchFilter{From: &from, To: &to, Limit: 10}))
	if got := seen(plan.DispatchFilter{Asset: p.assets["pv0"], Limit: 10}); got != nil {
		t.Errorf("of the roof: %q", got)
	}
	other, err := p.CreateSite(t.Context(), p.tenant.Key, registry.Site{Name: "Other", TimeZone: "Europe/Berlin"})
	if err != nil {
		t.Fatal(err)
	}
	page, _, err := p.ListDispatches(t.Context(), identity.Scope{Tenant: p.tenant.Key, Sites: []int32{other.Key}}, plan.DispatchFilter{Limit: 10})
	if err != nil || len(page) != 0 {
		t.Errorf("bound to another site: %v, %v", page, err)
	}
}

func TestPlan_BroughtAgainIsTheSame(t *testing.T) {
	p := newWorld(t).planning()
	draw := plan.Draw{ID: uuid.New(), Policy: p.policy.ID, Now: p.start, New: plan.New{From: p.at(0), To: p.at(60), Optimizer: "x", Commands: []plan.Command{p.command("battery0", plan.Charge, 1, 0, 10)}}}
	first, err := p.service(p.DB).Make(t.Context(), p.owner, draw)
	if err != nil {
		t.Fatal(err)
	}
	draw.Now = p.at(120) // after its end
	again, err := p.service(p.DB).Make(t.Context(), p.owner, draw)
	if diff := cmp.Diff(first, again); err != nil || diff != "" {
		t.Errorf("brought again: %v\n%s", err, diff)
	}
	draw.Optimizer = "y"
	if _, err := p.service(p.DB).Make(t.Context(), p.owner, draw); !errors.Is(err, reason.New(reason.IdempotencyKeyReused, nil)) {
		t.Errorf("another under its key: %v", err)
	}
	same(t, "commands", []string{"1 PENDING"}, p.became())
}

func TestPlan_OfAPortfolioOrdersTheSitesBelow(t *testing.T) {
	w := newWorld(t)
	p := w.planning()
	p.policy = p.make("all", plan.Subject{Scope: plan.OfPortfolio, Node: w.node()})
	p.activate(p.draw(0, p.command("battery0", plan.Setpoint, -500, 0, 30)), 0)
	same(t, "orders", []string{"DISPATCH battery0 -500"}, p.orders())
	_, err := p.service(p.DB).Make(t.Context(), p.owner, plan.Draw{ID: uuid.New(), Policy: p.policy.ID, Now: p.start, New: plan.New{
		From: p.at(0), To: p.at(60), Optimizer: "x", Commands: []plan.Command{{Asset: uuid.New(), At: p.at(0), Until: p.at(1), Type: plan.Charge}, p.command("meter0", plan.Charge, 1, 0, 1)},
	}})
	var faults plan.Faults
	if !errors.As(err, &faults) || len(faults) != 2 || faults[0].Field != "commands[0].asset_id" || faults[1].Field != "commands[1].command_type" {
		t.Errorf("assets that are none: %v", err)
	}
}

// settled waits until the database has noticed the end of a process that had locked the policy.
func (p planning) settled() {
	p.t.Helper()
	p.until("the lock of a process that ended is let go", "SELECT EXISTS (SELECT FROM control_policies WHERE id = $1 FOR UPDATE SKIP LOCKED)", p.policy.ID)
}

func refusedBy(err error, class string) bool {
	pg := new(pgconn.PgError)
	return errors.As(err, &pg) && strings.HasPrefix(pg.Code, class)
}

// What the service would not do, the database refuses, whoever asks.
func TestPlan_TheDatabaseRefusesWrongStates(t *testing.T) {
	p := newWorld(t).planning()
	p.activate(p.draw(0, p.command("battery0", plan.Charge, 1000, 0, 30), p.command("battery0", plan.Charge, 1500, 40, 50)), 0)
	p.draw(5, p.command("battery0", plan.Charge, 7, 5, 10))
	tests := map[string]string{
		"a second active plan of the time":       "UPDATE dispatch_plans SET status = 'ACTIVE' WHERE status = 'DRAFT'",
		"a plan that is a draft again":           "UPDATE dispatch_plans SET status = 'DRAFT' WHERE status = 'ACTIVE'",
		"another horizon":                        "UPDATE dispatch_plans SET horizon_to = horizon_to + interval '1 hour'",
		"another target":                         "UPDATE plan_commands SET target_value = 5",
		"a command that is sent again":           "UPDATE plan_commands SET state = 'PENDING', state_at = NULL, order_id = NULL WHERE state = 'ISSUED'",
		"an issued command without an order":     "UPDATE plan_commands SET state = 'ISSUED', state_at = now() WHERE state = 'PENDING'",
		"a command more in a plan in force":      "INSERT INTO plan_commands (tenant_id, site_id, id, plan_id, asset_id, ts_scheduled, ends_at, command_type, target_value) SELECT tenant_id, site_id, gen_random_uuid(), plan_id, asset_id, ends_at, ends_at + interval '1 minute', command_type, 1 FROM plan_commands WHERE state = 'ISSUED'",
		"two commands of an asset at once":       "INSERT INTO plan_commands (tenant_id, site_id, id, plan_id, asset_id, ts_scheduled, ends_at, command_type, target_value) SELECT tenant_id, site_id, gen_random_uuid(), plan_id, asset_id, ts_scheduled, ends_at, command_type, 1 FROM plan_commands WHERE target_value = 7",
		"a site policy without its site":         "UPDATE control_policies SET site_id = NULL",
		"an archived policy that is on":          "UPDATE control_policies SET archived_at = now()",
		"an order of a person and of a policy":   "UPDATE commands SET issued_by = gen_random_uuid()",
		"a plan that is not where its policy is": "INSERT INTO dispatch_plans (tenant_id, id, policy_id, scope_id, horizon_from, horizon_to, created_at, created_by, optimizer_version, content_hash, commands, status_at) SELECT tenant_id, gen_random_uuid(), policy_id, scope_id, horizon_from, horizon_to, now(), 'x', 'x', content_hash, 0, now() FROM dispatch_plans WHERE status = 'DRAFT'",
	}
	for name, sql := range tests {
		t.Run(name, func(t *testing.T) {
			touched, err := attempt(t, p.world, p.scope, sql)
			if !refusedBy(err, "23") && !refusedBy(err, "42501") {
				t.Errorf("by the application: %d rows, %v; want a refusal", touched, err)
			}
			tx, err := p.super.Begin(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			defer tx.Rollback(t.Context()) //nolint:errcheck // what was refused is undone
			if tag, err := tx.Exec(t.Context(), sql); !refusedBy(err, "23") {
				t.Errorf("by the owner: %d rows, %v; want an integrity violation", tag.RowsAffected(), err)
			}
		})
	}
}

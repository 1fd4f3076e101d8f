package postgres

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"ohmstead/backend/dispatch"
	"ohmstead/backend/event"
	"ohmstead/backend/identity"
	"ohmstead/backend/plan"
	"ohmstead/energy/reason"
	"ohmstead/wire"
)

// mostDueCommands bounds the commands that one decision on a plan looks at.
const mostDueCommands = 500

// ChangePlan implements plan.Plans. The row of the policy is locked: who decides for one of its plans does so
// alone.
func (d *DB) ChangePlan(ctx context.Context, scope identity.Scope, ask plan.Ask, decide func(plan.Situation) (plan.Change, error)) (edges []uuid.UUID, err error) {
	err = d.InTenant(ctx, scope, func(tx *Tx) error {
		s, err := situation(ctx, tx, ask)
		if err != nil {
			return err
		}
		c, err := decide(s)
		if err != nil {
			return err
		}
		w := planWriter{tx: tx, tenant: scope.Tenant, s: s}
		if err := w.keep(ctx, c); err != nil {
			return err
		}
		edges = w.edges
		return nil
	})
	if errors.Is(err, plan.ErrBusy) {
		return nil, err
	}
	return edges, fault("decide on a dispatch plan", err)
}

func situation(ctx context.Context, tx *Tx, ask plan.Ask) (s plan.Situation, err error) {
	var policy uuid.UUID
	if err := tx.QueryRow(ctx, "SELECT policy_id FROM dispatch_plans WHERE id = $1", ask.Plan).Scan(&policy); err != nil {
		return s, notFound(err, "dispatch plan")
	}
	lock := "SELECT FROM control_policies WHERE id = $1 FOR NO KEY UPDATE"
	if ask.InTurn {
		lock += " SKIP LOCKED"
	}
	if tag, err := tx.Exec(ctx, lock, policy); err != nil {
		return s, err
	} else if tag.RowsAffected() == 0 {
		return s, plan.ErrBusy
	}
	s.Now = ask.Now
	if s.Policy, err = findPolicy(ctx, tx, policy); err != nil {
		return s, err
	}
	if s.Plan, err = findPlan(ctx, tx, ask.Plan); err != nil {
		return s, err
	}
	if s.Due, err = collect(ctx, tx, dueCommands(ask)); err != nil {
		return s, err
	}
	if s.More = len(s.Due) > mostDueCommands; s.More {
		s.Due = s.Due[:mostDueCommands]
	}
	if ask.InTurn {
		return s, nil
	}
	if s.Others, err = collect(ctx, tx, question[uuid.UUID]{
		sql:  `SELECT id FROM dispatch_plans WHERE policy_id = $1 AND id <> $2 AND status = 'ACTIVE' AND tstzrange(horizon_from, horizon_to) && tstzrange($3, $4) ORDER BY horizon_from`,
		args: []any{policy, s.Plan.ID, s.Plan.From, s.Plan.To}, scan: pgx.RowTo[uuid.UUID],
	}); err != nil {
		return s, err
	}
	s.Sent, err = collect(ctx, tx, sentCommands(ask, append([]uuid.UUID{s.Plan.ID}, s.Others...)))
	return s, err
}

// dueCommands asks for the pending commands of a plan whose time has come: those last that nobody can take and
// that may yet be taken, so that they do not stand in the way of others.
func dueCommands(ask plan.Ask) question[plan.Due] {
	return question[plan.Due]{
		sql: fmt.Sprintf(`SELECT c.id, c.asset_id, c.ts_scheduled, c.ends_at, c.command_type, c.target_value, c.ramp_rate, a.key, a.nature, c.site_id, e.id
			FROM plan_commands c JOIN assets a ON a.tenant_id = c.tenant_id AND a.id = c.asset_id
				LEFT JOIN LATERAL (SELECT e.id FROM edges e WHERE e.tenant_id = c.tenant_id AND e.site_id = c.site_id AND e.state = 'ENROLLED'
						AND a.enabled AND a.state <> 'RETIRED' AND a.archived_at IS NULL ORDER BY e.last_seen_at DESC NULLS LAST, e.id LIMIT 1) e ON true
			WHERE c.plan_id = $1 AND c.state = 'PENDING' AND c.ts_scheduled <= $2 ORDER BY e.id IS NULL AND c.ends_at > $2, c.ts_scheduled, c.id LIMIT %d`, mostDueCommands+1),
		args: []any{ask.Plan, ask.Now},
		scan: func(row pgx.CollectableRow) (due plan.Due, err error) {
			var edge *uuid.UUID
			err = row.Scan(&due.ID, &due.Asset, &due.At, &due.Until, &due.Type, &due.Target, &due.Ramp, &due.Key, &due.Nature, &due.SiteKey, &edge)
			due.Edge = orNone(edge)
			return due, err
		},
	}
}

// sentCommands asks for the orders of plans that hold at their edges, or may come to.
func sentCommands(ask plan.Ask, plans []uuid.UUID) question[plan.Sent] {
	return question[plan.Sent]{
		sql: `SELECT c.id, c.plan_id, o.id, o.site_id, o.edge_id, o.expires_at FROM plan_commands c JOIN commands o ON o.tenant_id = c.tenant_id AND o.id = c.order_id
			WHERE c.plan_id = ANY ($1) AND c.release_id IS NULL AND o.expires_at > $2 AND o.state IN ('ISSUED', 'ACCEPTED', 'CLAMPED', 'EXECUTED') ORDER BY o.edge_id, o.seq`,
		args: []any{plans, ask.Now},
		scan: func(row pgx.CollectableRow) (one plan.Sent, err error) {
			return one, row.Scan(&one.ID, &one.Plan, &one.Order, &one.SiteKey, &one.Edge, &one.Until)
		},
	}
}

// planWriter keeps what was decided on a plan, and notes which edges are to be told of it.
type planWriter struct {
	tx     *Tx
	tenant int32
	s      plan.Situation
	edges  []uuid.UUID
}

func (w *planWriter) keep(ctx context.Context, c plan.Change) error {
	if err := w.lockEdges(ctx, c); err != nil {
		return fmt.Errorf("wait for the edges of the plan %s: %w", w.s.Plan.ID, err)
	}
	for _, step := range c.Steps {
		if err := w.step(ctx, step); err != nil {
			return fmt.Errorf("make the plan %s %s: %w", step.Plan, step.To, err)
		}
	}
	for _, o := range c.Orders {
		if err := w.order(ctx, o); err != nil {
			return fmt.Errorf("order %d W of %s: %w", o.Watts, o.Of.Key, err)
		}
	}
	for _, m := range c.Marks {
		if _, err := w.tx.Exec(ctx, "UPDATE plan_commands SET state = $2, state_at = $3, reason_code = $4 WHERE id = $1", m.ID, string(m.State), w.s.Now, string(m.Code)); err != nil {
			return fmt.Errorf("note what became of the command %s: %w", m.ID, err)
		}
	}
	for _, one := range c.Releases {
		if err := w.release(ctx, one); err != nil {
			return fmt.Errorf("end the order %s: %w", one.Order, err)
		}
	}
	if c.Alarm != nil {
		if err := w.alarm(ctx, *c.Alarm); err != nil {
			return fmt.Errorf("raise the alarm of the plan %s: %w", w.s.Plan.ID, err)
		}
	}
	if err := w.calm(ctx, c); err != nil {
		return fmt.Errorf("clear the alarm of the plan %s: %w", w.s.Plan.ID, err)
	}
	return nil
}

// alarm raises that a command was missed, unless the plan has an alarm already: there is one of a plan, however
// many of its commands are missed. Who decides for its policy does so alone.
func (w *planWriter) alarm(ctx context.Context, a plan.Alarm) error {
	var open bool
	if err := w.tx.QueryRow(ctx, "SELECT EXISTS (SELECT FROM events WHERE kind = 'ALARM' AND cleared_at IS NULL AND code = $1 AND params ->> 'plan' = $2)",
		string(reason.PlanCommandMissed), w.s.Plan.ID.String()).Scan(&open); err != nil || open {
		return err
	}
	id, err := newID()
	if err != nil {
		return fmt.Errorf("name the event: %w", err)
	}
	_, err = raiseAt(ctx, w.tx, w.tenant, &a.Of.SiteKey, event.Event{
		ID: id, Kind: event.Alarm, Severity: event.Warning, Code: reason.PlanCommandMissed, Asset: a.Of.Key, Raised: w.s.Now,
		Params: reason.Params{"policy": w.s.Policy.Name, "asset": a.Of.Key, "why": string(a.Why), "plan": w.s.Plan.ID.String()},
	})
	return err
}

// calm clears the alarms of plans that are over, and that of this one where its asset is given an order again.
func (w *planWriter) calm(ctx context.Context, c plan.Change) error {
	var over []string
	for _, step := range c.Steps {
		if step.To != plan.Active {
			over = append(over, step.Plan.String())
		}
	}
	var sites []int32
	var assets []string
	for _, o := range c.Orders {
		sites, assets = append(sites, o.Of.SiteKey), append(assets, o.Of.Key)
	}
	if len(over)+len(assets) == 0 {
		return nil
	}
	_, err := w.tx.Exec(ctx, `UPDATE events SET cleared_at = greatest($1, raised_at), version = version + 1 WHERE kind = 'ALARM' AND cleared_at IS NULL AND code = $2
			AND (params ->> 'plan' = ANY ($3) OR params ->> 'plan' = $4 AND (site_id, asset) IN (SELECT * FROM unnest($5::int[], $6::text[])))`,
		w.s.Now, string(reason.PlanCommandMissed), over, w.s.Plan.ID.String(), sites, assets)
	return err
}

// lockEdges takes the edges that get orders all at once and in one order, so that two policies which order the
// same edges do not wait for each other.
func (w *planWriter) lockEdges(ctx context.Context, c plan.Change) error {
	var edges []uuid.UUID
	for _, o := range c.Orders {
		edges = append(edges, o.Of.Edge)
	}
	for _, one := range c.Releases {
		edges = append(edges, one.Edge)
	}
	if len(edges) == 0 {
		return nil
	}
	_, err := w.tx.Exec(ctx, "SELECT FROM edges WHERE id = ANY ($1) ORDER BY id FOR UPDATE", edges)
	return err
}

func (w *planWriter) step(ctx context.Context, step plan.Step) error {
	if _, err := w.tx.Exec(ctx, "UPDATE dispatch_plans SET status = $2, status_at = $3 WHERE id = $1", step.Plan, string(step.To), w.s.Now); err != nil || step.Code == "" {
		return err
	}
	_, err := w.tx.Exec(ctx, "UPDATE plan_commands SET state = 'CANCELLED', state_at = $2, reason_code = $3 WHERE plan_id = $1 AND state = 'PENDING'", step.Plan, w.s.Now, string(step.Code))
	return err
}

// order has a command of a plan become an order. The key makes it one of its kind in the tenant, whoever else
// should come to give it.
func (w *planWriter) order(ctx context.Context, o plan.Order) error {
	payload, err := json.Marshal(wire.Dispatch{Power: wire.Power{ActivePowerWatts: int64(o.Watts)}, RampRate: o.Of.Ramp})
	if err != nil {
		return fmt.Errorf("encode an order: %w", err)
	}
	id, err := w.give(ctx, given{
		site: o.Of.SiteKey, edge: o.Of.Edge, key: "plan/" + o.Of.ID.String(),
		Request: dispatch.Request{Kind: wire.CommandDispatch, Asset: o.Of.Key, Payload: payload, Reason: "dispatch plan " + w.s.Plan.ID.String(), Expires: o.Of.Until},
	})
	if err != nil {
		return err
	}
	_, err = w.tx.Exec(ctx, "UPDATE plan_commands SET state = 'ISSUED', state_at = $2, order_id = $3 WHERE id = $1", o.Of.ID, w.s.Now, id)
	return err
}

func (w *planWriter) release(ctx context.Context, one plan.Sent) error {
	payload, err := json.Marshal(wire.Ended{CommandID: one.Order.String()})
	if err != nil {
		return fmt.Errorf("encode a release: %w", err)
	}
	id, err := w.give(ctx, given{
		site: one.SiteKey, edge: one.Edge, key: "plan-release/" + one.ID.String(),
		Request: dispatch.Request{Kind: wire.CommandRelease, Payload: payload, Reason: "end of dispatch plan " + one.Plan.String(), Expires: one.Until},
	})
	if err != nil {
		return err
	}
	_, err = w.tx.Exec(ctx, "UPDATE plan_commands SET release_id = $2 WHERE id = $1", one.ID, id)
	return err
}

// given is an order to an edge.
type given struct {
	dispatch.Request
	site int32
	edge uuid.UUID
	key  string
}

// give stores an order in the name of the policy.
func (w *planWriter) give(ctx context.Context, g given) (uuid.UUID, error) {
	if err := g.Check(w.s.Now); err != nil {
		return uuid.Nil, err
	}
	id, err := newID()
	if err != nil {
		return id, fmt.Errorf("name an order: %w", err)
	}
	c := dispatch.Command{
		Command: wire.Command{
			ID: id.String(), Kind: g.Kind, Asset: g.Asset, Payload: g.Payload, Reason: g.Reason, IssuedBy: dispatch.ByPolicy(w.s.Policy.ID), IssuedAt: w.s.Now, ExpiresAt: g.Expires,
		},
		Edge: g.edge,
	}
	if _, err := insertCommand(ctx, w.tx, place{w.tenant, g.site}, c, g.key); err != nil {
		return id, err
	}
	if !slices.Contains(w.edges, g.edge) {
		w.edges = append(w.edges, g.edge)
	}
	return id, nil
}

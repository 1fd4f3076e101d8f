package postgres

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"

	"ohmstead/backend/event"
	"ohmstead/backend/identity"
	"ohmstead/backend/rule"
	"ohmstead/energy/point"
	"ohmstead/energy/reason"
)

var (
	_ rule.Store       = (*DB)(nil)
	_ rule.Evaluations = (*DB)(nil)
)

const selectRules = `SELECT r.id, r.version, r.name, s.id, coalesce(n.name, ''), r.severity, r.enabled, r.definition, r.changed_at,
		(SELECT count(*) FROM events e WHERE e.tenant_id = r.tenant_id AND e.rule_id = r.id AND e.cleared_at IS NULL)
	FROM alarm_rules r LEFT JOIN sites s ON s.tenant_id = r.tenant_id AND s.site_id = r.site_id
	LEFT JOIN org_nodes n ON n.tenant_id = s.tenant_id AND n.id = s.org_node_id`

func scanRule(row pgx.CollectableRow) (r rule.Rule, err error) {
	return r, row.Scan(&r.ID, &r.Version, &r.Name, &r.Site, &r.SiteName, &r.Severity, &r.Enabled, &r.Definition, &r.Changed, &r.Open)
}

// Rules implements rule.Store.
func (d *DB) Rules(ctx context.Context, scope identity.Scope, f rule.Filter) ([]rule.Rule, string, error) {
	limit := min(max(cmp.Or(f.Limit, 100), 1), 500)
	w := where{}
	w.add("r.archived_at IS NULL")
	if f.Site != nil {
		w.add("s.id = ?", *f.Site)
	}
	if f.Cursor != "" {
		var after string
		if err := parsePlace(f.Cursor, &after); err != nil {
			return nil, "", err
		}
		w.add("r.name > ?", after)
	}
	found, err := list(ctx, d, scope, question[rule.Rule]{
		what: "rules", sql: selectRules + w.sql() + fmt.Sprintf(" ORDER BY r.name LIMIT %d", limit+1), args: w.args, scan: scanRule,
	})
	if err != nil || len(found) <= limit {
		return found, "", err
	}
	return found[:limit], placeAfter(found[limit-1].Name), nil
}

// Rule implements rule.Store.
func (d *DB) Rule(ctx context.Context, scope identity.Scope, id uuid.UUID) (rule.Rule, error) {
	var r rule.Rule
	err := d.InTenant(ctx, scope, func(tx *Tx) (err error) {
		r, err = ruleByID(ctx, tx, id)
		return err
	})
	return r, fault("read the rule", err)
}

func ruleByID(ctx context.Context, tx *Tx, id uuid.UUID) (rule.Rule, error) {
	rows, err := tx.Query(ctx, selectRules+" WHERE r.id = $1 AND r.archived_at IS NULL", id)
	if err != nil {
		return rule.Rule{}, err
	}
	r, err := pgx.CollectExactlyOneRow(rows, scanRule)
	return r, notFound(err, "rule")
}

// AddRule implements rule.Store.
func (d *DB) AddRule(ctx context.Context, scope identity.Scope, id uuid.UUID, draft rule.Draft, now time.Time) (rule.Rule, error) {
	var r rule.Rule
	err := d.InTenant(ctx, scope, func(tx *Tx) error {
		site, err := draftSite(ctx, tx, draft.Site, scope)
		if err != nil {
			return err
		}
		_, err = tx.Exec(ctx, `INSERT INTO alarm_rules (tenant_id, site_id, id, version, name, severity, enabled, definition, changed_at)
			VALUES ($1, $2, $3, 1, $4, $5, $6, $7, $8) ON CONFLICT (tenant_id, id) DO NOTHING`,
			scope.Tenant, site, id, draft.Name, draft.Severity, draft.Enabled, draft.Definition, now)
		if err != nil {
			return nameTaken(err, draft.Name)
		}
		r, err = ruleByID(ctx, tx, id)
		return err
	})
	return r, fault("add a rule", err)
}

// draftSite is the key of the site of something that people set up, nil for all sites, which is only
// for who has all of them.
func draftSite(ctx context.Context, tx *Tx, site *uuid.UUID, scope identity.Scope) (*int32, error) {
	if site != nil {
		return siteKey(ctx, tx, *site)
	}
	if !scope.AllSites {
		return nil, reason.New(reason.BeyondOwnRights, reason.Params{"what": "all sites"})
	}
	return nil, nil //nolint:nilnil // all sites is an answer here
}

// nameTaken is the refusal for a name that another row has.
func nameTaken(err error, name string) error {
	if pg := new(pgconn.PgError); errors.As(err, &pg) && pg.Code == "23505" {
		return reason.Wrap(err, reason.NameTaken, reason.Params{"name": name})
	}
	return err
}

// ChangeRule implements rule.Store.
func (d *DB) ChangeRule(ctx context.Context, scope identity.Scope, was rule.Rule, draft rule.Draft, now time.Time) (rule.Rule, error) {
	var r rule.Rule
	err := d.InTenant(ctx, scope, func(tx *Tx) error {
		if err := beginAnew(ctx, tx, was, now); err != nil {
			return err
		}
		site, err := draftSite(ctx, tx, draft.Site, scope)
		if err != nil {
			return err
		}
		_, err = tx.Exec(ctx, `UPDATE alarm_rules SET site_id = $2, version = version + 1, name = $3, severity = $4, enabled = $5, definition = $6, changed_at = $7 WHERE id = $1`,
			was.ID, site, draft.Name, draft.Severity, draft.Enabled, draft.Definition, now)
		if err != nil {
			return nameTaken(err, draft.Name)
		}
		r, err = ruleByID(ctx, tx, was.ID)
		return err
	})
	return r, fault("change a rule", err)
}

// RemoveRule implements rule.Store.
func (d *DB) RemoveRule(ctx context.Context, scope identity.Scope, was rule.Rule, now time.Time) error {
	err := d.InTenant(ctx, scope, func(tx *Tx) error {
		if err := beginAnew(ctx, tx, was, now); err != nil {
			return err
		}
		_, err := tx.Exec(ctx, "UPDATE alarm_rules SET version = version + 1, enabled = false, archived_at = $2 WHERE id = $1", was.ID, now)
		return err
	})
	return fault("remove a rule", err)
}

// beginAnew locks a rule that is as it was read, forgets how far it has come and closes its alarms.
func beginAnew(ctx context.Context, tx *Tx, was rule.Rule, now time.Time) error {
	var version int64
	err := tx.QueryRow(ctx, "SELECT version FROM alarm_rules WHERE id = $1 AND archived_at IS NULL FOR UPDATE", was.ID).Scan(&version)
	if err != nil {
		return notFound(err, "rule")
	}
	if version != was.Version {
		return reason.New(reason.VersionConflict, reason.Params{"expected_version": was.Version, "actual_version": version})
	}
	if _, err := tx.Exec(ctx, "DELETE FROM rule_states WHERE rule_id = $1", was.ID); err != nil {
		return err
	}
	_, err = tx.Exec(ctx, "UPDATE events SET cleared_at = greatest($2, raised_at), cleared_reason = $3, version = version + 1 WHERE rule_id = $1 AND cleared_at IS NULL", was.ID, now, reason.RuleChanged)
	return err
}

// ChannelsNamed implements rule.Samples. What an edge no longer names is left out with its asset.
func (d *DB) ChannelsNamed(ctx context.Context, scope identity.Scope, names []string) ([]rule.Channel, error) {
	return list(ctx, d, scope, question[rule.Channel]{
		what: "channels of rules",
		sql: `SELECT s.id, n.name, a.key, c.name, c.unit, c.channel_id FROM channels c JOIN assets a ON a.tenant_id = c.tenant_id AND a.id = c.asset_id
			JOIN sites s ON s.tenant_id = c.tenant_id AND s.site_id = c.site_id JOIN org_nodes n ON n.tenant_id = s.tenant_id AND n.id = s.org_node_id
			LEFT JOIN devices v ON v.tenant_id = a.tenant_id AND v.id = a.device_id
			WHERE c.name = ANY ($1) AND v.state IS DISTINCT FROM 'RETIRED' ORDER BY n.name, s.id, a.key, c.name`,
		args: []any{names},
		scan: func(row pgx.CollectableRow) (c rule.Channel, err error) {
			return c, row.Scan(&c.Site, &c.SiteName, &c.Asset, &c.Name, &c.Unit, &c.Key)
		},
	})
}

// SamplesOf implements rule.Samples.
func (d *DB) SamplesOf(ctx context.Context, scope identity.Scope, inputs map[int32]string, span rule.Span) ([]rule.Sample, error) {
	keys := make([]int32, 0, len(inputs))
	for key := range inputs {
		keys = append(keys, key)
	}
	return list(ctx, d, scope, question[rule.Sample]{
		what: "samples of a rule",
		sql:  "SELECT channel_id, ts, value, quality FROM samples WHERE tenant_id = $1 AND channel_id = ANY ($2) AND ts > $3 AND ts <= $4 ORDER BY ts, channel_id LIMIT $5",
		args: []any{scope.Tenant, keys, span.From, span.To, span.Limit},
		scan: func(row pgx.CollectableRow) (s rule.Sample, err error) {
			var key int32
			var quality int16
			err = row.Scan(&key, &s.At, &s.Value, &quality)
			s.Input, s.Usable = inputs[key], point.Quality(quality).Usable() //nolint:gosec // one of six
			return s, err
		},
	})
}

// Active implements rule.Evaluations.
func (d *DB) Active(ctx context.Context, tenant identity.Tenant) ([]rule.Instance, error) {
	scope := wholeTenant(tenant)
	rules, err := list(ctx, d, scope, question[rule.Rule]{what: "rules", sql: selectRules + " WHERE r.archived_at IS NULL AND r.enabled ORDER BY r.id", scan: scanRule})
	if err != nil || len(rules) == 0 {
		return nil, err
	}
	var names []string
	for _, r := range rules {
		for _, c := range r.Channels() {
			_, name := rule.Split(c)
			names = append(names, name)
		}
	}
	channels, err := d.ChannelsNamed(ctx, scope, names)
	if err != nil {
		return nil, err
	}
	states, err := list(ctx, d, scope, question[rule.Instance]{
		what: "states of rules",
		sql:  "SELECT t.rule_id, s.id, t.asset, t.turn, t.state FROM rule_states t JOIN sites s ON s.tenant_id = t.tenant_id AND s.site_id = t.site_id",
		scan: func(row pgx.CollectableRow) (i rule.Instance, err error) {
			return i, row.Scan(&i.Rule.ID, &i.Site, &i.Asset, &i.Turn, &i.State)
		},
	})
	type place struct {
		rule, site uuid.UUID
		asset      string
	}
	kept := map[place]rule.Instance{}
	for _, s := range states {
		kept[place{s.Rule.ID, s.Site, s.Asset}] = s
	}
	var active []rule.Instance
	for _, r := range rules {
		for _, i := range rule.Bind(r, channels) {
			if s, ok := kept[place{r.ID, i.Site, i.Asset}]; ok {
				i.Turn, i.State = s.Turn, s.State
			}
			active = append(active, i)
		}
	}
	return active, err
}

// Advance implements rule.Evaluations.
func (d *DB) Advance(ctx context.Context, tenant identity.Tenant, i rule.Instance, next rule.State, turns []event.Event) ([]event.Event, error) {
	scope := wholeTenant(tenant)
	state, err := json.Marshal(next)
	if err != nil {
		return nil, fmt.Errorf("encode the state of a rule: %w", err)
	}
	var happened []event.Event
	err = d.InTenant(ctx, scope, func(tx *Tx) error {
		happened = nil
		var version int64
		err := tx.QueryRow(ctx, "SELECT version FROM alarm_rules WHERE id = $1 AND enabled FOR SHARE", i.Rule.ID).Scan(&version)
		if isNoRows(err) || err == nil && version != i.Rule.Version {
			return nil // it has changed meanwhile
		}
		if err != nil {
			return err
		}
		tag, err := tx.Exec(ctx, `INSERT INTO rule_states AS t (tenant_id, site_id, rule_id, asset, turn, state)
			SELECT $1, s.site_id, $3, $4, $5::bigint + 1, $6 FROM sites s WHERE s.id = $2
			ON CONFLICT (tenant_id, rule_id, site_id, asset) DO UPDATE SET turn = excluded.turn, state = excluded.state WHERE t.turn = $5::bigint`,
			tenant.Key, i.Site, i.Rule.ID, i.Asset, i.Turn, state)
		if err != nil || tag.RowsAffected() == 0 {
			return err
		}
		for _, e := range turns {
			news, err := turn(ctx, tx, scope, e)
			if err != nil {
				return err
			}
			if news {
				happened = append(happened, e)
			}
		}
		return nil
	})
	return happened, fault("advance a rule", err)
}

// turn raises the alarm of a rule, or clears it.
func turn(ctx context.Context, tx *Tx, scope identity.Scope, e event.Event) (bool, error) {
	if e.Cleared != nil {
		return clearAlarm(ctx, tx, e.Key(), *e.Cleared)
	}
	return raiseEvent(ctx, tx, scope, e)
}

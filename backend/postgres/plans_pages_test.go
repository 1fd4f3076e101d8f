package postgres_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"ohmstead/backend/plan"
	"ohmstead/backend/postgres"
)

// pile puts so many orders of balancing and as many commands of a plan into the tables, one of each a minute and
// both at the same instant, all answered.
func (p planning) pile(n int) {
	p.t.Helper()
	p.draw(0, p.command("battery0", plan.Charge, 1, 0, 1))
	for _, sql := range []string{
		`INSERT INTO commands (tenant_id, site_id, id, edge_id, seq, kind, asset, payload, reason, issued_at, expires_at, state)
			SELECT e.tenant_id, e.site_id, gen_random_uuid(), e.id, g, 'DISPATCH', (ARRAY['battery0', 'pv0'])[1 + g % 2], jsonb_build_object('active_power_watts', g), 'balancing',
				a.at, a.at + interval '15 minutes', (ARRAY['EXECUTED', 'FAILED'])[1 + g % 2]
			FROM edges e, generate_series(1, $2::int) g, LATERAL (SELECT '` + p.start.Format(time.RFC3339) + `'::timestamptz - g * interval '1 minute' AS at) a WHERE e.tenant_id = $1`,
		`INSERT INTO command_acks (tenant_id, site_id, command_id, at, state, applied_watts) SELECT tenant_id, site_id, id, issued_at, state, seq FROM commands WHERE tenant_id = $1 AND $2::int > 0`,
		`INSERT INTO plan_commands (tenant_id, site_id, id, plan_id, asset_id, ts_scheduled, ends_at, command_type, target_value)
			SELECT c.tenant_id, c.site_id, gen_random_uuid(), c.plan_id, c.asset_id, o.issued_at, o.issued_at + interval '1 minute', 'CHARGE', 1
			FROM plan_commands c JOIN commands o ON o.tenant_id = c.tenant_id WHERE c.tenant_id = $1 AND $2::int > 0`,
	} {
		tx, err := p.super.Begin(p.t.Context())
		if err != nil {
			p.t.Fatal(err)
		}
		if _, err := tx.Exec(p.t.Context(), "SET LOCAL session_replication_role = replica"); err != nil { // a plan takes no commands of the past
			p.t.Fatal(err)
		}
		if _, err := tx.Exec(p.t.Context(), sql, p.tenant.Key, n); err != nil {
			p.t.Fatal(err)
		}
		if err := tx.Commit(p.t.Context()); err != nil {
			p.t.Fatal(err)
		}
	}
	if _, err := p.super.Exec(p.t.Context(), "ANALYZE commands, command_acks, plan_commands"); err != nil {
		p.t.Fatal(err)
	}
}

// paged are the ids of what assets were to do, page after page.
func (p planning) paged(f plan.DispatchFilter) (ids []string) {
	p.t.Helper()
	for {
		page, next, err := p.ListDispatches(p.t.Context(), p.scope, f)
		if err != nil {
			p.t.Fatal(err)
		}
		for _, x := range page {
			ids = append(ids, x.ID.String())
		}
		if f.Cursor = next; next == "" {
			return ids
		}
	}
}

func TestDispatches_PagesAreTheViewInItsOrder(t *testing.T) {
	p := newWorld(t).planning()
	p.pile(20)
	from, to := p.start.Add(-15*time.Minute), p.start.Add(-5*time.Minute)
	for name, tt := range map[string]struct {
		filter plan.DispatchFilter
		where  string
	}{
		"all of it": {plan.DispatchFilter{}, "true"}, "by result": {plan.DispatchFilter{Result: "FAILED"}, "execution_result = 'FAILED'"},
		"of an asset": {plan.DispatchFilter{Asset: p.assets["battery0"]}, "asset_id = '" + p.assets["battery0"].String() + "'"},
		"by time":     {plan.DispatchFilter{From: &from, To: &to}, "ts_scheduled >= '" + from.Format(time.RFC3339) + "' AND ts_scheduled < '" + to.Format(time.RFC3339) + "'"},
		"of a site":   {plan.DispatchFilter{SiteKey: p.site.Key}, "true"},
	} {
		t.Run(name, func(t *testing.T) {
			want := p.asked("SELECT command_id::text FROM dispatch_commands WHERE tenant_id = $1 AND (" + tt.where + ") ORDER BY ts_scheduled DESC, command_id DESC")
			for _, limit := range []int{1, 7, 100} {
				tt.filter.Limit, tt.filter.Forward = limit, false
				same(t, "newest first", want, p.paged(tt.filter))
				tt.filter.Forward = true
				forward := p.paged(tt.filter)
				slices.Reverse(forward)
				same(t, "oldest first", want, forward)
			}
		})
	}
}

// However many there are, a page reads no more of them than it shows.
func TestDispatches_APageFollowsTheIndexesOfBothParts(t *testing.T) {
	p := newWorld(t).planning()
	p.pile(3000)
	sql, args, err := postgres.DispatchesSQL(plan.DispatchFilter{Limit: 10})
	if err != nil {
		t.Fatal(err)
	}
	err = p.InTenant(t.Context(), p.scope, func(tx *postgres.Tx) error {
		rows, err := tx.Query(t.Context(), "EXPLAIN (COSTS OFF) "+sql, args...)
		if err != nil {
			return err
		}
		lines, err := pgx.CollectRows(rows, pgx.RowTo[string])
		said := strings.Join(lines, "\n")
		if !strings.Contains(said, "Index Scan using commands_dispatches") || !strings.Contains(said, "Index Scan using plan_commands_newest") {
			t.Errorf("a page is read by\n%s", said)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

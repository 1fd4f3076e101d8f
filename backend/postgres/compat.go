//go:build !nocompat

package postgres

import (
	"context"
	"fmt"
	"strconv"

	"github.com/jackc/pgx/v5"

	"ohmstead/backend/compat"
	"ohmstead/backend/identity"
)

var _ compat.Store = (*DB)(nil)

// callsByCircuit is the condition of the index that has the events of translation.
const callsByCircuit = "e.name IN ('" + compat.AliasApplied + "', '" + compat.AliasFailed + "', '" + compat.ScheduledSkipped + "', '" + compat.TOUTranslated + "')"

// CircuitUsage implements compat.Store. It reads every event of translation since f.From.
func (d *DB) CircuitUsage(ctx context.Context, scope identity.Scope, f compat.UsageFilter) ([]compat.Usage, string, error) {
	limit := min(max(f.Limit, 1), 200)
	var w where
	w.add(callsByCircuit)
	if f.Microgrid != "" {
		w.add("e.microgrid_id = ?", string(f.Microgrid))
	}
	if f.Circuit != "" {
		w.add("e.payload->>'circuit_id' = ?", string(f.Circuit))
	}
	if f.Path != "" {
		w.add(pathOfCall+" = ?", string(f.Path))
	}
	if !f.From.IsZero() {
		w.add("e.at >= ?", f.From)
	}
	counted := where{args: w.args}
	if f.Failing {
		counted.add("u.failed > 0")
	}
	if f.Cursor != "" {
		below, err := strconv.ParseInt(f.Cursor, 10, 64)
		if err != nil {
			return nil, "", cursorRefused(err, f.Cursor)
		}
		counted.add("u.last < ?", below)
	}
	found, err := list(ctx, d, scope, question[compat.Usage]{
		what: "calls by circuit", args: append(counted.args, limit+1), scan: scanUsage,
		sql: fmt.Sprintf(selectUsage, w.sql()) + counted.sql() + fmt.Sprintf(" ORDER BY u.last DESC LIMIT $%d", len(counted.args)+1),
	})
	if err != nil || len(found) <= limit {
		return found, "", err
	}
	return found[:limit], strconv.FormatInt(found[limit-1].Last.EventID, 10), nil
}

// pathOfCall is the path of an event; that of a job that was skipped does not say it.
const pathOfCall = "coalesce(e.payload->>'path', '" + string(compat.Scheduled) + "')"

const selectUsage = `SELECT u.circuit, u.microgrid_id::text, coalesce(c.name, ''), u.path, u.calls, u.failed, u.first,
		u.last, e.name, e.at, e.actor, coalesce(p.display_name, k.name, ''), coalesce(e.payload->>'reason_code', ''), coalesce(b.cycle_id::text, ''), coalesce(b.outcome, ''), coalesce(b.reason_codes, '{}')
	FROM (SELECT e.tenant_id, e.microgrid_id, e.payload->>'circuit_id' AS circuit, ` + pathOfCall + ` AS path,
			count(*) AS calls, count(e.payload->>'reason_code') AS failed, min(e.at) AS first, max(e.event_id) AS last
		FROM microgrid_events e%s GROUP BY 1, 2, 3, 4) u
	JOIN microgrid_events e ON e.tenant_id = u.tenant_id AND e.event_id = u.last
	LEFT JOIN circuits c ON c.tenant_id = u.tenant_id AND c.circuit_id::text = u.circuit
	LEFT JOIN users p ON p.tenant_id = u.tenant_id AND 'user:' || p.id = e.actor
	LEFT JOIN api_keys k ON k.tenant_id = u.tenant_id AND 'key:' || k.id = e.actor
	LEFT JOIN LATERAL (SELECT b.cycle_id, b.outcome, b.reason_codes FROM balancing_cycles b
		WHERE b.tenant_id = u.tenant_id AND b.microgrid_id = u.microgrid_id AND b.started_at = e.at AND b.audit->'alias'->>'circuit_id' = u.circuit LIMIT 1) b
		ON e.name = '` + compat.AliasApplied + `'`

func scanUsage(row pgx.CollectableRow) (u compat.Usage, err error) {
	l := &u.Last
	err = row.Scan(&u.CircuitID, &u.MicrogridID, &u.CircuitName, &u.Path, &u.Calls, &u.Failed, &u.FirstAt,
		&l.EventID, &l.Event, &l.At, &l.Actor, &l.ActorName, &l.Refused, &l.Cycle, &l.Ended, &l.Codes)
	u.FirstAt, l.At = u.FirstAt.UTC(), l.At.UTC()
	return u, err
}

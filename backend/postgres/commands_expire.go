package postgres

import (
	"context"
	"time"

	"ohmstead/backend/dispatch"
	"ohmstead/backend/identity"
	"ohmstead/energy/reason"
)

var _ dispatch.Unanswered = (*DB)(nil)

// ExpireCommands implements dispatch.Unanswered. The rows are locked, and passed over where somebody else has
// them; the answer is one row, whoever writes it.
func (d *DB) ExpireCommands(ctx context.Context, tenant identity.Tenant, before time.Time, limit int) (int, error) {
	n := 0
	err := d.InTenant(ctx, wholeTenant(tenant), func(tx *Tx) error {
		return tx.QueryRow(ctx, `WITH over AS (
				SELECT tenant_id, site_id, id, expires_at FROM commands WHERE state = 'ISSUED' AND expires_at <= $1
				ORDER BY expires_at LIMIT $2 FOR UPDATE SKIP LOCKED
			), told AS (
				INSERT INTO command_acks (tenant_id, site_id, command_id, at, state, reason_codes, params)
				SELECT tenant_id, site_id, id, expires_at, 'EXPIRED', ARRAY[$3], jsonb_build_object('expires_at', to_char(expires_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"')) FROM over
				ON CONFLICT DO NOTHING
			), ended AS (
				UPDATE commands c SET state = 'EXPIRED' FROM over o WHERE c.tenant_id = o.tenant_id AND c.id = o.id RETURNING 1
			) SELECT count(*) FROM ended`, before, limit, string(reason.CommandUnanswered)).Scan(&n)
	})
	return n, fault("end the commands that have expired", err)
}

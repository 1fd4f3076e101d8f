package postgres

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"math"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"ohmstead/backend/dispatch"
	"ohmstead/backend/identity"
	"ohmstead/backend/registry"
	"ohmstead/energy/reason"
	"ohmstead/wire"
)

var _ dispatch.Store = (*DB)(nil)

// SaveCommand implements dispatch.Store.
func (d *DB) SaveCommand(ctx context.Context, scope identity.Scope, c dispatch.Command, key string) (dispatch.Command, error) {
	err := d.InTenant(ctx, scope, func(tx *Tx) error {
		if key != "" {
			before, err := commandByKey(ctx, tx, key)
			if err == nil {
				c, err = repeated(before, c)
				return err
			}
			if !isNoRows(err) {
				return err
			}
		}
		site, err := siteKey(ctx, tx, c.Site)
		if err != nil {
			return err
		}
		if c.Edge == uuid.Nil {
			_, err := tx.Exec(ctx, `INSERT INTO commands (tenant_id, site_id, id, kind, asset, payload, reason, issued_by, issued_at, expires_at, idempotency_key)
				VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, nullif($11, ''))`, scope.Tenant, site, c.ID, c.Kind, c.Asset, c.Payload, c.Reason, c.IssuedBy, c.IssuedAt, c.ExpiresAt, key)
			return err
		}
		c.Seq, err = insertCommand(ctx, tx, place{scope.Tenant, *site}, c, key)
		return err
	})
	return c, fault("store the command", err)
}

// place is whose a row is and where.
type place struct{ tenant, site int32 }

// insertCommand stores a command as the next of its edge and returns its sequence.
func insertCommand(ctx context.Context, tx *Tx, at place, c dispatch.Command, key string) (seq uint64, err error) {
	// The edge's row is locked, so that two commands at once do not take the same place.
	if _, err := tx.Exec(ctx, "SELECT FROM edges WHERE id = $1 FOR UPDATE", c.Edge); err != nil {
		return 0, err
	}
	by, policy := issuer(c.IssuedBy)
	err = tx.QueryRow(ctx, `INSERT INTO commands (tenant_id, site_id, id, edge_id, seq, kind, asset, payload, reason, issued_by, issued_at, expires_at, idempotency_key, policy_id)
		VALUES ($1, $2, $3, $4, 1 + coalesce((SELECT max(seq) FROM commands WHERE tenant_id = $1 AND edge_id = $4), 0), $5, $6, $7, $8, $9::text::uuid, $10, $11, nullif($12, ''), $13)
		RETURNING seq`, at.tenant, at.site, c.ID, c.Edge, c.Kind, c.Asset, c.Payload, c.Reason, by, c.IssuedAt, c.ExpiresAt, key, policy).Scan(&seq)
	return seq, err
}

// issuer is who gives an order, as its columns hold it: a person, a policy, or neither for a balancing cycle.
func issuer(by string) (person *string, policy *uuid.UUID) {
	if id, ok := dispatch.PolicyOf(by); ok {
		return nil, &id
	}
	return text(by), nil
}

// repeated is the command that is stored under the same key, where it is the same.
func repeated(before, now dispatch.Command) (dispatch.Command, error) {
	same := before.Kind == now.Kind && before.Asset == now.Asset && before.Site == now.Site && before.Reason == now.Reason &&
		before.IssuedBy == now.IssuedBy && before.ExpiresAt.Equal(now.ExpiresAt) && sameJSON(before.Payload, now.Payload)
	if !same {
		return now, reason.New(reason.IdempotencyKeyReused, reason.Params{"id": before.ID})
	}
	return before, nil
}

func sameJSON(a, b json.RawMessage) bool {
	if len(a) == 0 || len(b) == 0 {
		return len(a) == len(b)
	}
	var x, y any
	if json.Unmarshal(a, &x) != nil || json.Unmarshal(b, &y) != nil {
		return bytes.Equal(a, b)
	}
	canonicalX, errX := json.Marshal(x)
	canonicalY, errY := json.Marshal(y)
	return errX == nil && errY == nil && bytes.Equal(canonicalX, canonicalY)
}

const selectCommands = `SELECT c.id, coalesce(c.seq, 0), c.kind, c.asset, c.payload, c.reason, c.issued_by, c.issued_at, c.expires_at, s.id,
		coalesce(c.edge_id, '00000000-0000-0000-0000-000000000000'),
		CASE WHEN c.state = 'ISSUED' AND c.expires_at <= now() THEN 'EXPIRED' ELSE c.state END, c.policy_id
	FROM commands c JOIN sites s ON s.tenant_id = c.tenant_id AND s.site_id = c.site_id`

func scanCommand(row pgx.CollectableRow) (dispatch.Command, error) {
	var c dispatch.Command
	var id uuid.UUID
	var by, policy *uuid.UUID
	err := row.Scan(&id, &c.Seq, &c.Kind, &c.Asset, &c.Payload, &c.Reason, &by, &c.IssuedAt, &c.ExpiresAt, &c.Site, &c.Edge, &c.State, &policy)
	switch c.ID = id.String(); {
	case by != nil:
		c.IssuedBy = by.String()
	case policy != nil:
		c.IssuedBy = dispatch.ByPolicy(*policy)
	default:
		c.IssuedBy = dispatch.ByBalancing
	}
	return c, err
}

func commandByKey(ctx context.Context, tx *Tx, key string) (dispatch.Command, error) {
	rows, err := tx.Query(ctx, selectCommands+" WHERE c.idempotency_key = $1", key)
	if err != nil {
		return dispatch.Command{}, err
	}
	return pgx.CollectExactlyOneRow(rows, scanCommand)
}

// CommandByID implements dispatch.Store.
func (d *DB) CommandByID(ctx context.Context, scope identity.Scope, id uuid.UUID) (dispatch.Command, error) {
	var c dispatch.Command
	err := d.InTenant(ctx, scope, func(tx *Tx) error {
		rows, err := tx.Query(ctx, selectCommands+" WHERE c.id = $1", id)
		if err != nil {
			return err
		}
		if c, err = pgx.CollectExactlyOneRow(rows, scanCommand); err != nil {
			return notFound(err, "command")
		}
		if rows, err = tx.Query(ctx, `SELECT at, state, applied_watts, reason_codes, params, result FROM command_acks WHERE command_id = $1 ORDER BY at, state`, id); err != nil {
			return err
		}
		c.Acks, err = pgx.CollectRows(rows, func(row pgx.CollectableRow) (wire.Ack, error) {
			a := wire.Ack{Version: wire.Version, Command: c.ID, Seq: c.Seq}
			return a, row.Scan(&a.At, &a.State, &a.AppliedWatts, &a.Codes, &a.Params, &a.Result)
		})
		return err
	})
	return c, fault("read the command", err)
}

// ListCommands implements dispatch.Store.
func (d *DB) ListCommands(ctx context.Context, scope identity.Scope, f dispatch.Filter) ([]dispatch.Command, string, error) {
	limit := f.Limit
	if limit == 0 {
		limit = 100
	}
	limit = min(max(limit, 1), 500)
	var after *time.Time
	var id uuid.UUID
	if f.Cursor != "" {
		at, which, err := parseCursor(f.Cursor)
		if err != nil {
			return nil, "", err
		}
		after, id = &at, which
	}
	commands, err := list(ctx, d, scope, question[dispatch.Command]{
		what: "commands",
		sql: selectCommands + fmt.Sprintf(` WHERE ($1::uuid IS NULL OR s.id = $1)
			AND (NOT $2 OR c.expires_at > $3 AND c.state IN ('ISSUED', 'ACCEPTED', 'CLAMPED'))
			AND ($4::timestamptz IS NULL OR (c.issued_at, c.id) < ($4, $5))
			ORDER BY c.issued_at DESC, c.id DESC LIMIT %d`, limit+1),
		args: []any{f.Site, f.Open, f.Now, after, id},
		scan: scanCommand,
	})
	if err != nil || len(commands) <= limit {
		return commands, "", err
	}
	commands = commands[:limit]
	last := commands[limit-1]
	return commands, cursorOf(last.IssuedAt, last.ID), nil
}

// PendingCommands lists what an edge has to be told: every command that it has not answered and
// that has not expired, in order, at most as many as one hello is answered with.
func (d *DB) PendingCommands(ctx context.Context, e registry.EdgeRecord, now time.Time) ([]wire.Command, error) {
	const most = 200
	commands, err := list(ctx, d, e.Scope(), question[dispatch.Command]{
		what: "waiting commands",
		sql:  selectCommands + fmt.Sprintf(" WHERE c.edge_id = $1 AND c.expires_at > $2 AND c.state = 'ISSUED' ORDER BY c.seq LIMIT %d", most),
		args: []any{e.Edge.ID, now},
		scan: scanCommand,
	})
	pending := make([]wire.Command, 0, len(commands))
	for _, c := range commands {
		pending = append(pending, c.Command)
	}
	return pending, err
}

// Acknowledge keeps an edge's answer to a command and moves the command's state; an answer that
// comes again changes nothing, nor does one to an order that is kept no longer, and one to a command of
// somebody else is NOT_FOUND. A final state is never left, unless it is that nobody had answered.
func (d *DB) Acknowledge(ctx context.Context, e registry.EdgeRecord, a wire.Ack) error {
	return d.answer(ctx, e.Scope(), &e.Edge.ID, a)
}

// AnswerCommand implements dispatch.Store.
func (d *DB) AnswerCommand(ctx context.Context, scope identity.Scope, a wire.Ack) error {
	return d.answer(ctx, scope, nil, a)
}

// answer keeps the answer of an edge, or of the backend where edge is nil.
func (d *DB) answer(ctx context.Context, scope identity.Scope, edge *uuid.UUID, a wire.Ack) error {
	params := a.Params
	if params == nil {
		params = map[string]any{}
	}
	codes := a.Codes
	if codes == nil {
		codes = []reason.Code{}
	}
	err := d.InTenant(ctx, scope, func(tx *Tx) error {
		var site int32
		err := tx.QueryRow(ctx, "SELECT site_id FROM commands WHERE id = $1 AND edge_id IS NOT DISTINCT FROM $2", a.Command, edge).Scan(&site)
		if isNoRows(err) {
			return answeredTooLate(ctx, tx, edge, a)
		}
		if err != nil {
			return err
		}
		_, err = tx.Exec(ctx, `INSERT INTO command_acks (tenant_id, site_id, command_id, at, state, applied_watts, reason_codes, params, result)
			VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) ON CONFLICT DO NOTHING`,
			scope.Tenant, site, a.Command, a.At, a.State, a.AppliedWatts, codes, params, a.Result)
		if err != nil {
			return err
		}
		_, err = tx.Exec(ctx, `UPDATE commands SET state = (SELECT state FROM command_acks WHERE tenant_id = $1 AND command_id = $2
				ORDER BY reason_codes = '{COMMAND_UNANSWERED}', state IN ('REJECTED', 'EXECUTED', 'FAILED', 'EXPIRED') DESC, at DESC, state DESC LIMIT 1)
			WHERE tenant_id = $1 AND id = $2`, scope.Tenant, a.Command)
		return err
	})
	return fault("keep the answer to a command", err)
}

// answeredTooLate is nil of an answer to an order of the edge that is kept no longer, and NOT_FOUND of any other
// that is not there: places among the commands of an edge are given without a hole, the newest is kept, and so an
// empty place below it is that of an order that was removed.
func answeredTooLate(ctx context.Context, tx *Tx, edge *uuid.UUID, a wire.Ack) error {
	var removed bool
	err := tx.QueryRow(ctx, `SELECT $2::bigint > 0 AND EXISTS (SELECT FROM commands WHERE edge_id = $1 AND seq > $2) AND NOT EXISTS (SELECT FROM commands WHERE edge_id = $1 AND seq = $2)`,
		edge, int64(a.Seq&math.MaxInt64)).Scan(&removed)
	if err == nil && !removed {
		err = reason.New(reason.NotFound, reason.Params{"what": "command"})
	}
	return err
}

// Limits implements dispatch.Store.
func (d *DB) Limits(ctx context.Context, scope identity.Scope, edge uuid.UUID) (wire.Limits, error) {
	var document []byte
	err := d.InTenant(ctx, scope, func(tx *Tx) error {
		err := tx.QueryRow(ctx, "SELECT document FROM edge_limits WHERE edge_id = $1 ORDER BY version DESC LIMIT 1", edge).Scan(&document)
		return notFound(err, "limits of this edge")
	})
	if err != nil {
		return wire.Limits{}, fault("read the limits", err)
	}
	return wire.DecodeLimits(document)
}

// SaveLimits implements dispatch.Store.
func (d *DB) SaveLimits(ctx context.Context, scope identity.Scope, l dispatch.EdgeLimits) error {
	err := d.InTenant(ctx, scope, func(tx *Tx) error {
		if _, err := tx.Exec(ctx, "SELECT FROM edges WHERE id = $1 FOR UPDATE", l.Edge.Edge.ID); err != nil {
			return err
		}
		var newest int64
		if err := tx.QueryRow(ctx, "SELECT coalesce(max(version), 0) FROM edge_limits WHERE edge_id = $1", l.Edge.Edge.ID).Scan(&newest); err != nil {
			return err
		}
		if newest != l.Limits.LimitsVersion-1 {
			return reason.New(reason.VersionConflict, reason.Params{"expected_version": l.Limits.LimitsVersion - 1, "actual_version": newest})
		}
		return insertLimits(ctx, tx, scope.Tenant, l)
	})
	return fault("store the limits", err)
}

// insertLimits appends a version, of nobody where nobody set it.
func insertLimits(ctx context.Context, tx *Tx, tenant int32, l dispatch.EdgeLimits) error {
	document, err := json.Marshal(l.Limits)
	if err != nil {
		return fmt.Errorf("encode limits: %w", err)
	}
	var by *uuid.UUID
	if l.SetBy != uuid.Nil {
		by = &l.SetBy
	}
	_, err = tx.Exec(ctx, "INSERT INTO edge_limits (tenant_id, site_id, edge_id, version, document, set_by, issued_at) VALUES ($1, $2, $3, $4, $5, $6, $7)",
		tenant, l.Edge.SiteKey, l.Edge.Edge.ID, l.Limits.LimitsVersion, document, by, l.Limits.IssuedAt)
	return err
}

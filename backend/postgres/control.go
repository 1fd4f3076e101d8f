package postgres

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"ohmstead/backend/control"
	"ohmstead/backend/identity"
	"ohmstead/backend/registry"
	"ohmstead/wire"
)

var _ control.Store = (*DB)(nil)

// SaveControl implements control.Store.
func (d *DB) SaveControl(ctx context.Context, e registry.EdgeRecord, r wire.ControlReport, received time.Time) error {
	document, err := json.Marshal(r)
	if err != nil {
		return fmt.Errorf("encode a control report: %w", err)
	}
	err = d.InTenant(ctx, e.Scope(), func(tx *Tx) error {
		_, err := tx.Exec(ctx, `INSERT INTO control_reports (tenant_id, site_id, edge_id, document, received_at) VALUES ($1, $2, $3, $4, $5)
			ON CONFLICT (tenant_id, edge_id) DO UPDATE SET site_id = excluded.site_id, document = excluded.document, received_at = excluded.received_at`,
			e.TenantKey, e.SiteKey, e.Edge.ID, document, received)
		return err
	})
	return fault("store a control report", err)
}

// ControlOf implements control.Store.
func (d *DB) ControlOf(ctx context.Context, scope identity.Scope, site uuid.UUID) (control.Held, error) {
	var held control.Held
	err := d.InTenant(ctx, scope, func(tx *Tx) error {
		var document []byte
		err := tx.QueryRow(ctx, `SELECT c.document, c.received_at FROM control_reports c JOIN sites s ON s.tenant_id = c.tenant_id AND s.site_id = c.site_id
			WHERE s.id = $1 ORDER BY c.received_at DESC LIMIT 1`, site).Scan(&document, &held.Received)
		if err != nil {
			return notFound(err, "control report of this site")
		}
		if err := json.Unmarshal(document, &held.Report); err != nil {
			return fmt.Errorf("read a control report: %w", err)
		}
		held.People, err = namesOf(ctx, tx, held.Report)
		return err
	})
	return held, fault("read the control report", err)
}

// namesOf are the names of the people whose ids a report names.
func namesOf(ctx context.Context, tx *Tx, r wire.ControlReport) (map[uuid.UUID]string, error) {
	var ids []uuid.UUID
	for _, o := range r.Overrides {
		if id, err := uuid.Parse(o.By); err == nil {
			ids = append(ids, id)
		}
	}
	names := map[uuid.UUID]string{}
	if len(ids) == 0 {
		return names, nil
	}
	rows, err := tx.Query(ctx, "SELECT id, display_name FROM users WHERE id = ANY ($1)", ids)
	if err != nil {
		return nil, err
	}
	var id uuid.UUID
	var name string
	_, err = pgx.ForEachRow(rows, []any{&id, &name}, func() error {
		names[id] = name
		return nil
	})
	return names, err
}

package postgres

import (
	"context"
	"fmt"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"ohmstead/backend/configuration"
	"ohmstead/backend/identity"
	"ohmstead/energy/reason"
)

var _ configuration.Store = (*DB)(nil)

const selectConfigurations = `SELECT v.version, v.hash, v.text, v.comment, v.made_by, coalesce(u.display_name, ''), v.made_at, o.id, o.state, a.at, a.reason_codes, a.params
	FROM edge_configurations v LEFT JOIN users u ON u.tenant_id = v.tenant_id AND u.id = v.made_by
	LEFT JOIN LATERAL (SELECT c.id, CASE WHEN c.state = 'ISSUED' AND c.expires_at <= now() THEN 'EXPIRED' ELSE c.state END AS state FROM commands c
		WHERE c.tenant_id = v.tenant_id AND c.edge_id = v.edge_id AND c.kind = 'CONFIGURE' AND (c.payload ->> 'version')::bigint = v.version
		ORDER BY c.seq DESC LIMIT 1) o ON true
	LEFT JOIN LATERAL (SELECT k.at, k.reason_codes, k.params FROM command_acks k WHERE k.tenant_id = v.tenant_id AND k.command_id = o.id
		ORDER BY k.at DESC, k.state DESC LIMIT 1) a ON true`

func scanConfiguration(row pgx.CollectableRow) (configuration.Version, error) {
	var v configuration.Version
	var id *uuid.UUID
	var state *string
	var o configuration.Order
	err := row.Scan(&v.Number, &v.Hash, &v.Text, &v.Comment, &v.By, &v.Author, &v.Made, &id, &state, &o.At, &o.Codes, &o.Params)
	if err == nil && id != nil && state != nil {
		o.ID, o.State = *id, *state
		v.Order = &o
	}
	return v, err
}

// Configurations implements configuration.Store.
func (d *DB) Configurations(ctx context.Context, scope identity.Scope, edge uuid.UUID, p configuration.Page) ([]configuration.Version, error) {
	return list(ctx, d, scope, question[configuration.Version]{
		what: "configurations", scan: scanConfiguration, args: []any{edge, p.Before},
		sql: selectConfigurations + fmt.Sprintf(" WHERE v.edge_id = $1 AND ($2 = 0 OR v.version < $2) ORDER BY v.version DESC LIMIT %d", p.Limit),
	})
}

// Configuration implements configuration.Store.
func (d *DB) Configuration(ctx context.Context, scope identity.Scope, edge uuid.UUID, number int64) (configuration.Version, error) {
	var v configuration.Version
	err := d.InTenant(ctx, scope, func(tx *Tx) error {
		rows, err := tx.Query(ctx, selectConfigurations+" WHERE v.edge_id = $1 AND v.version = $2", edge, number)
		if err != nil {
			return err
		}
		v, err = pgx.CollectExactlyOneRow(rows, scanConfiguration)
		return notFound(err, fmt.Sprintf("version %d", number))
	})
	return v, fault("read the configuration", err)
}

// SaveConfiguration implements configuration.Store.
func (d *DB) SaveConfiguration(ctx context.Context, scope identity.Scope, at configuration.Target, v configuration.Version) error {
	err := d.InTenant(ctx, scope, func(tx *Tx) error {
		if _, err := tx.Exec(ctx, "SELECT FROM edges WHERE id = $1 FOR UPDATE", at.Edge); err != nil {
			return err
		}
		var newest int64
		if err := tx.QueryRow(ctx, "SELECT coalesce(max(version), 0) FROM edge_configurations WHERE edge_id = $1", at.Edge).Scan(&newest); err != nil {
			return err
		}
		if v.Number != newest+1 {
			return reason.New(reason.VersionConflict, reason.Params{"expected_version": v.Number - 1, "actual_version": newest})
		}
		_, err := tx.Exec(ctx, "INSERT INTO edge_configurations (tenant_id, site_id, edge_id, version, hash, text, comment, made_by, made_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
			scope.Tenant, at.Site.Key, at.Edge, v.Number, v.Hash, v.Text, v.Comment, v.By, v.Made)
		return err
	})
	return fault("store the configuration", err)
}

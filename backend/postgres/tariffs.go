package postgres

import (
	"context"
	"errors"
	"strconv"
	"strings"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"

	"ohmstead/backend/identity"
	"ohmstead/backend/tariffs"
	"ohmstead/energy/reason"
	"ohmstead/energy/tariff"
)

var _ tariffs.Store = (*DB)(nil)

func tariffsQuestion(conditions string, args ...any) question[tariffs.Tariff] {
	return question[tariffs.Tariff]{
		what: "tariffs",
		sql: `SELECT m.id, s.id, m.site_id, m.name, coalesce(m.market_region, ''), m.contract_id, m.version, m.archived_at
			FROM tariff_models m JOIN sites s ON s.tenant_id = m.tenant_id AND s.site_id = m.site_id WHERE ` + conditions,
		args: args,
		scan: func(row pgx.CollectableRow) (t tariffs.Tariff, err error) {
			var contract *uuid.UUID
			err = row.Scan(&t.ID, &t.Site, &t.SiteKey, &t.Name, &t.Region, &contract, &t.Version, &t.Archived)
			t.Contract = orNone(contract)
			return t, err
		},
	}
}

// versionsQuestion asks for versions, the first first, with or without their components.
func versionsQuestion(whole bool, conditions string, args ...any) question[tariffs.Version] {
	parts := "NULL::jsonb"
	if whole {
		parts = `(SELECT jsonb_agg(jsonb_build_object('Name', c.name, 'Kind', c.kind, 'Basis', coalesce(c.basis, ''), 'Period', c.period, 'VATClass', coalesce(c.vat_class, '')) || c.terms ORDER BY c.ordinal)
			FROM tariff_components c WHERE c.tenant_id = v.tenant_id AND c.version_id = v.id)`
	}
	return question[tariffs.Version]{
		what: "versions of tariffs",
		sql: `SELECT v.tariff_id, v.id, v.valid_from, v.valid_to, v.known_at, v.currency, v.time_zone, v.clock, v.rounding, v.rate_structure, v.holidays, v.version, ` + parts + `
			FROM tariff_versions v WHERE ` + conditions + " ORDER BY v.valid_from, v.id",
		args: args,
		scan: func(row pgx.CollectableRow) (v tariffs.Version, err error) {
			err = row.Scan(&v.Tariff, &v.ID, &v.ValidFrom, &v.ValidTo, &v.KnownAt, &v.Currency, &v.TimeZone, &v.Clock, &v.Rounding, &v.Structure, &v.Holidays, &v.Revision, &v.Components)
			v.ValidFrom, v.KnownAt = v.ValidFrom.UTC(), v.KnownAt.UTC()
			if v.ValidTo != nil {
				*v.ValidTo = v.ValidTo.UTC()
			}
			return v, err
		},
	}
}

// Tariffs implements tariffs.Store.
func (d *DB) Tariffs(ctx context.Context, scope identity.Scope, f tariffs.Filter) (page []tariffs.Tariff, err error) {
	var w where
	w.add("m.id > ?", f.After)
	if !f.Archived {
		w.add("m.archived_at IS NULL")
	}
	if f.SiteKey != 0 {
		w.add("m.site_id = ?", f.SiteKey)
	}
	if f.Region != "" {
		w.add("m.market_region = ?", f.Region)
	}
	if f.Contract != uuid.Nil {
		w.add("m.contract_id = ?", f.Contract)
	}
	if f.At != nil {
		w.add("EXISTS (SELECT FROM tariff_versions v WHERE v.tenant_id = m.tenant_id AND v.tariff_id = m.id AND tstzrange(v.valid_from, v.valid_to) @> ?::timestamptz)", *f.At)
	}
	w.args = append(w.args, f.Limit)
	err = d.InTenant(ctx, scope, func(tx *Tx) error {
		page, err = collect(ctx, tx, tariffsQuestion(strings.Join(w.terms, " AND ")+" ORDER BY m.id LIMIT $"+strconv.Itoa(len(w.args)), w.args...))
		if err != nil {
			return err
		}
		ids, at := make([]uuid.UUID, len(page)), map[uuid.UUID]int{}
		for i, t := range page {
			ids[i], at[t.ID] = t.ID, i
		}
		versions, err := collect(ctx, tx, versionsQuestion(false, "v.tariff_id = ANY ($1)", ids))
		for _, v := range versions {
			page[at[v.Tariff]].Versions = append(page[at[v.Tariff]].Versions, v)
		}
		return err
	})
	return page, fault("list tariffs", err)
}

// Tariff implements tariffs.Store.
func (d *DB) Tariff(ctx context.Context, scope identity.Scope, id uuid.UUID) (t tariffs.Tariff, err error) {
	err = d.InTenant(ctx, scope, func(tx *Tx) error {
		t, err = findTariff(ctx, tx, id)
		return err
	})
	return t, fault("find a tariff", err)
}

func findTariff(ctx context.Context, tx *Tx, id uuid.UUID) (t tariffs.Tariff, err error) {
	found, err := collect(ctx, tx, tariffsQuestion("m.id = $1", id))
	if err == nil && len(found) == 0 {
		err = notFound(pgx.ErrNoRows, "tariff")
	}
	if err != nil {
		return t, err
	}
	found[0].Versions, err = collect(ctx, tx, versionsQuestion(true, "v.tariff_id = $1", id))
	return found[0], err
}

// MakeTariff implements tariffs.Store.
func (d *DB) MakeTariff(ctx context.Context, scope identity.Scope, site int32, n tariffs.New) (t tariffs.Tariff, err error) {
	err = d.InTenant(ctx, scope, func(tx *Tx) error {
		tag, err := tx.Exec(ctx, `INSERT INTO tariff_models (tenant_id, site_id, id, name, market_region, contract_id) VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (tenant_id, id) DO NOTHING`,
			scope.Tenant, site, n.ID, n.Name, text(n.Region), orNull(n.Contract))
		if err != nil {
			return asTariff(err, n.Draft)
		}
		if tag.RowsAffected() > 0 {
			if err := addVersion(ctx, tx, tariffs.Tariff{ID: n.ID, SiteKey: site}, scope.Tenant, n.First); err != nil {
				return err
			}
		}
		t, err = findTariff(ctx, tx, n.ID)
		return err
	})
	return t, fault("make a tariff", err)
}

// ChangeTariff implements tariffs.Store.
func (d *DB) ChangeTariff(ctx context.Context, scope identity.Scope, c tariffs.Change) error {
	return fault("change a tariff", d.InTenant(ctx, scope, func(tx *Tx) error {
		tag, err := tx.Exec(ctx, `UPDATE tariff_models SET name = $3, market_region = $4, contract_id = $5, archived_at = CASE WHEN $6 THEN coalesce(archived_at, $7) END, version = version + 1
			WHERE id = $1 AND version = $2`, c.ID, c.Version, c.Name, text(c.Region), orNull(c.Contract), c.Archived, c.At)
		if err != nil || tag.RowsAffected() > 0 {
			return asTariff(err, c.Draft)
		}
		now, err := findTariff(ctx, tx, c.ID)
		if err != nil {
			return err
		}
		return reason.New(reason.VersionConflict, reason.Params{"expected_version": c.Version, "actual_version": now.Version})
	}))
}

// AddTariffVersion implements tariffs.Versions.
func (d *DB) AddTariffVersion(ctx context.Context, scope identity.Scope, of tariffs.Tariff, v tariffs.NewVersion, ends *tariffs.Version) error {
	return fault("add a version of a tariff", d.InTenant(ctx, scope, func(tx *Tx) error {
		if ends != nil {
			if err := endVersion(ctx, tx, tariffs.End{ID: ends.ID, Revision: ends.Revision, To: &v.ValidFrom}); err != nil {
				return err
			}
		}
		return addVersion(ctx, tx, of, scope.Tenant, v)
	}))
}

func addVersion(ctx context.Context, tx *Tx, of tariffs.Tariff, tenant int32, v tariffs.NewVersion) error {
	windows := v.Windows()
	tag, err := tx.Exec(ctx, `INSERT INTO tariff_versions (tenant_id, site_id, tariff_id, id, valid_from, valid_to, known_at, currency, time_zone, clock, rounding, rate_structure, holidays)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13) ON CONFLICT (tenant_id, id) DO NOTHING`,
		tenant, of.SiteKey, of.ID, v.ID, v.ValidFrom, v.ValidTo, v.KnownAt, v.Currency, v.TimeZone, v.Clock, v.Rounding, tariff.StructureOf(windows), v.Holidays)
	if err != nil || tag.RowsAffected() == 0 {
		return asTariff(err, tariffs.Draft{})
	}
	batch := &pgx.Batch{}
	for i, c := range v.Components {
		batch.Queue(`INSERT INTO tariff_components (tenant_id, site_id, version_id, ordinal, name, kind, basis, period, vat_class, terms) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
			tenant, of.SiteKey, v.ID, i+1, c.Name, c.Kind, text(string(c.Basis)), c.Period, text(c.VATClass), c.Terms)
	}
	for i, w := range windows {
		batch.Queue(`INSERT INTO tariff_windows (tenant_id, site_id, version_id, ordinal, time_window, buy_rate, sell_rate, peak_flag) VALUES ($1, $2, $3, $4, $5, $6::text::numeric, $7::text::numeric, $8)`,
			tenant, of.SiteKey, v.ID, i+1, w.String(), sideText(w.Buy), sideText(w.Sell), w.Peak)
	}
	return asTariff(tx.tx.SendBatch(ctx, batch).Close(), tariffs.Draft{})
}

// sideText is a rate as a numeric is written; nil for an unknown one.
func sideText(s tariff.Side) *string {
	if s.Unknown != "" {
		return nil
	}
	rate := s.Rate.String()
	return &rate
}

// TariffVersion implements tariffs.Versions.
func (d *DB) TariffVersion(ctx context.Context, scope identity.Scope, id uuid.UUID) (v tariffs.Version, err error) {
	err = d.InTenant(ctx, scope, func(tx *Tx) error {
		v, err = findVersion(ctx, tx, id)
		return err
	})
	return v, fault("find a version of a tariff", err)
}

func findVersion(ctx context.Context, tx *Tx, id uuid.UUID) (v tariffs.Version, err error) {
	found, err := collect(ctx, tx, versionsQuestion(false, "v.id = $1", id))
	if err == nil && len(found) == 0 {
		err = notFound(pgx.ErrNoRows, "version of a tariff")
	}
	if err != nil {
		return v, err
	}
	return found[0], nil
}

// EndTariffVersion implements tariffs.Versions.
func (d *DB) EndTariffVersion(ctx context.Context, scope identity.Scope, e tariffs.End) error {
	return fault("end a version of a tariff", d.InTenant(ctx, scope, func(tx *Tx) error { return endVersion(ctx, tx, e) }))
}

func endVersion(ctx context.Context, tx *Tx, e tariffs.End) error {
	before, err := findVersion(ctx, tx, e.ID)
	if err != nil {
		return err
	}
	tag, err := tx.Exec(ctx, "UPDATE tariff_versions SET valid_to = $3, version = version + 1 WHERE id = $1 AND version = $2", e.ID, e.Revision, e.To)
	if err == nil && tag.RowsAffected() == 0 {
		return reason.New(reason.VersionConflict, reason.Params{"expected_version": e.Revision, "actual_version": before.Revision})
	}
	if pg := new(pgconn.PgError); errors.As(err, &pg) && pg.ConstraintName == "tariff_versions_kept" {
		return reason.Wrap(err, reason.TariffVersionBegun, reason.Params{"valid_from": before.ValidFrom.UTC().Format("2006-01-02T15:04:05Z"), "want": "it ends from now on or later"})
	}
	return asTariff(err, tariffs.Draft{})
}

// asTariff gives the constraints of tariffs their codes.
func asTariff(err error, draft tariffs.Draft) error {
	pg := new(pgconn.PgError)
	if !errors.As(err, &pg) {
		return err
	}
	switch pg.ConstraintName {
	case "tariff_models_name":
		return nameTaken(err, draft.Name)
	case "tariff_models_contract":
		return reason.Wrap(err, reason.NotFound, reason.Params{"what": "contract"})
	case "tariff_versions_one_at_a_time":
		return reason.Wrap(err, reason.PeriodsOverlap, reason.Params{"type": "version"})
	default:
		return err
	}
}

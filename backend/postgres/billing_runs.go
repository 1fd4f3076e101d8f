package postgres

import (
	"context"
	"errors"
	"strconv"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"

	"ohmstead/backend/billing"
	"ohmstead/backend/identity"
	"ohmstead/energy/reason"
)

func runsQuestion(rest string, args ...any) question[billing.Run] {
	return question[billing.Run]{
		what: "billing runs", args: args,
		sql: `SELECT r.id, s.id, r.site_id, r.contract_id, r.period_from::text, r.period_to::text, r.tariff_version_id, r.input_hash, r.status, r.corrects_id, r.version
			FROM billing_runs r JOIN sites s ON s.tenant_id = r.tenant_id AND s.site_id = r.site_id` + rest,
		scan: func(row pgx.CollectableRow) (r billing.Run, err error) {
			var hash []byte
			err = row.Scan(&r.ID, &r.Site, &r.SiteKey, &r.Contract, &r.From, &r.To, &r.TariffVersion, &hash, &r.Status, &r.Corrects, &r.Version)
			copy(r.InputHash[:], hash)
			return r, err
		},
	}
}

// ListRuns implements billing.Runs.
func (d *DB) ListRuns(ctx context.Context, scope identity.Scope, f billing.RunFilter) ([]billing.Run, error) {
	var w where
	w.add("r.id > ?", f.After)
	if f.SiteKey != 0 {
		w.add("r.site_id = ?", f.SiteKey)
	}
	if f.Contract != uuid.Nil {
		w.add("r.contract_id = ?", f.Contract)
	}
	if f.Status != "" {
		w.add("r.status = ?", f.Status)
	}
	clause := w.sql()
	w.args = append(w.args, f.Limit)
	return list(ctx, d, scope, runsQuestion(clause+" ORDER BY r.id LIMIT $"+strconv.Itoa(len(w.args)), w.args...))
}

func findRun(ctx context.Context, tx *Tx, rest string, args ...any) (billing.Run, error) {
	found, err := collect(ctx, tx, runsQuestion(rest, args...))
	if err == nil && len(found) == 0 {
		err = notFound(pgx.ErrNoRows, "billing run")
	}
	if err != nil {
		return billing.Run{}, err
	}
	return found[0], nil
}

// MakeRun implements billing.Runs.
func (d *DB) MakeRun(ctx context.Context, scope identity.Scope, run billing.Run) (out billing.Run, err error) {
	err = d.InTenant(ctx, scope, func(tx *Tx) error {
		_, err := tx.Exec(ctx, `INSERT INTO billing_runs (tenant_id, site_id, id, contract_id, period_from, period_to, tariff_version_id, input_hash, corrects_id)
			VALUES ($1, $2, $3, $4, $5::text::date, $6::text::date, $7, $8, $9) ON CONFLICT DO NOTHING`,
			scope.Tenant, run.SiteKey, run.ID, run.Contract, run.From, run.To, run.TariffVersion, run.InputHash[:], run.Corrects)
		if err != nil {
			return asInvoices(err, billing.Invoice{})
		}
		out, err = findRun(ctx, tx, ` WHERE r.id = $1 OR r.site_id = $2 AND r.contract_id = $3 AND r.period_from = $4::text::date AND r.period_to = $5::text::date AND r.input_hash = $6 AND r.status <> 'CANCELLED'`,
			run.ID, run.SiteKey, run.Contract, run.From, run.To, run.InputHash[:])
		return err
	})
	return out, fault("store the billing run", err)
}

// ChangeRun implements billing.Runs.
func (d *DB) ChangeRun(ctx context.Context, scope identity.Scope, id uuid.UUID, version int64, status billing.Status) (out billing.Run, err error) {
	err = d.InTenant(ctx, scope, func(tx *Tx) error {
		now, err := findRun(ctx, tx, " WHERE r.id = $1", id)
		if err != nil {
			return err
		}
		tag, err := tx.Exec(ctx, "UPDATE billing_runs SET status = $3, version = version + 1 WHERE id = $1 AND version = $2", id, version, status)
		if pg := new(pgconn.PgError); errors.As(err, &pg) && pg.ConstraintName == "billing_runs_kept" {
			return reason.Wrap(err, reason.BillingRunFixed, reason.Params{"status": pg.Detail, "act": string(status)})
		}
		if err != nil {
			return err
		}
		if tag.RowsAffected() == 0 {
			return reason.New(reason.VersionConflict, reason.Params{"expected_version": version, "actual_version": now.Version})
		}
		out, err = findRun(ctx, tx, " WHERE r.id = $1", id)
		return err
	})
	return out, fault("change the billing run", err)
}

// PortfolioROI implements billing.Returns.
func (d *DB) PortfolioROI(ctx context.Context, scope identity.Scope, q billing.Question) ([]billing.Return, error) {
	return list(ctx, d, scope, question[billing.Return]{
		what: "what sites return",
		sql: `SELECT id, name, coalesce(currency, ''), revenue::text, energy_price::text, self_consumed_j, energy_days, avoided_cost::text, capex, coalesce(capex_currency, ''), roi::text, roi_per_year::text,
				estimated, coalesce(reason_code, '') FROM portfolio_roi($1, $2, $3::text::date, $4::text::date)`,
		args: []any{text(q.Segment), text(q.Region), q.From, q.To},
		scan: func(row pgx.CollectableRow) (r billing.Return, err error) {
			return r, row.Scan(&r.ID, &r.Site, &r.Currency, decimalOrNone{&r.Revenue}, decimalOrNone{&r.Price}, &r.SelfJ, &r.Days, decimalOrNone{&r.Avoided}, &r.Capex, &r.CapexCurrency,
				decimalOrNone{&r.ROI}, decimalOrNone{&r.PerYear}, &r.Estimated, &r.Why)
		},
	})
}

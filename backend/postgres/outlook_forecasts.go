package postgres

import (
	"context"
	"fmt"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"ohmstead/backend/identity"
	"ohmstead/backend/outlook"
)

const forecastColumns = "f.ts, f.predicted_value, f.p10, f.p50, f.p90, f.confidence, f.unit, f.model_version, f.issued_at, coalesce(f.feature_hash, '')"

func scanForecast(row pgx.CollectableRow) (p outlook.ForecastPoint, err error) {
	return p, row.Scan(&p.TS, &p.Value, &p.P10, &p.P50, &p.P90, &p.Confidence, &p.Unit, &p.Model, &p.Issued, &p.Hash)
}

// TakeForecast implements outlook.Forecasts.
func (d *DB) TakeForecast(ctx context.Context, scope identity.Scope, issue outlook.Issue, about outlook.Ask, judge func([]outlook.ForecastPoint) []outlook.ForecastPoint) error {
	return fault("take a forecast", d.taking(ctx, scope, []string{"forecast", issue.Site.ID.String(), issue.Asset.String(), issue.Metric, issue.Model}, func(tx *Tx) error {
		held, err := collect(ctx, tx, question[outlook.ForecastPoint]{
			sql: "SELECT " + forecastColumns + ` FROM forecast_points f WHERE f.site_id = $1 AND f.subject = $2 AND f.metric = $3 AND f.model_version = $4
				AND f.ts BETWEEN $5 AND $6 AND f.issued_at = $7`,
			args: []any{issue.Site.Key, issue.Asset, issue.Metric, issue.Model, about.Hull.From, about.Hull.To, about.Since},
			scan: scanForecast,
		})
		if err != nil {
			return err
		}
		return insertForecast(ctx, tx, scope, issue, judge(held))
	}))
}

func insertForecast(ctx context.Context, tx *Tx, scope identity.Scope, issue outlook.Issue, points []outlook.ForecastPoint) error {
	if len(points) == 0 {
		return nil
	}
	var at []time.Time
	var values []float64
	var p10, p50, p90, confidence []*float64
	for _, p := range points {
		at, values, confidence = append(at, p.TS), append(values, p.Value), append(confidence, p.Confidence)
		p10, p50, p90 = append(p10, p.P10), append(p50, p.P50), append(p90, p.P90)
	}
	var asset *uuid.UUID
	if issue.Asset != uuid.Nil {
		asset = &issue.Asset
	}
	_, err := tx.Exec(ctx, `INSERT INTO forecast_points (tenant_id, site_id, asset_id, metric, unit, model_version, issued_at, feature_hash, noted_by, ts, predicted_value, p10, p50, p90, confidence)
		SELECT $1, $2, $3, $4, $5, $6, $7, $8, $9, g.* FROM unnest($10::timestamptz[], $11::float8[], $12::float8[], $13::float8[], $14::float8[], $15::float8[]) AS g`,
		scope.Tenant, issue.Site.Key, asset, issue.Metric, string(issue.Unit), issue.Model, issue.At, text(issue.Hash), issue.By, at, values, p10, p50, p90, confidence)
	return err
}

// Forecast implements outlook.Forecasts. Of two issues of one instant that of the model whose name comes last
// is taken.
func (d *DB) Forecast(ctx context.Context, scope identity.Scope, which outlook.ForecastQuestion) ([]outlook.ForecastPoint, error) {
	var w where
	w.add("f.site_id = ?", which.Site.Key)
	w.add("f.subject = ?", which.Asset)
	w.add("f.metric = ?", which.Metric)
	w.add("f.ts >= ?", which.From)
	w.add("f.ts < ?", which.To)
	w.when("f.model_version = ?", which.Model)
	if which.AsOf != nil {
		w.add("f.issued_at <= ?", *which.AsOf)
	}
	if which.After != nil {
		w.add("f.ts > ?", *which.After)
	}
	return list(ctx, d, scope, question[outlook.ForecastPoint]{
		what: "what is forecast",
		sql:  "SELECT DISTINCT ON (f.ts) " + forecastColumns + " FROM forecast_points f" + w.sql() + fmt.Sprintf(" ORDER BY f.ts, f.issued_at DESC, f.model_version DESC LIMIT %d", which.Limit),
		args: w.args, scan: scanForecast,
	})
}

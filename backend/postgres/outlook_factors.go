package postgres

import (
	"context"
	"fmt"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"ohmstead/backend/identity"
	"ohmstead/backend/outlook"
	"ohmstead/energy/money"
)

const (
	methodColumns = "f.market_region, f.source, f.kind, f.method_id, f.method_version"
	factorColumns = methodColumns + ", f.id, f.valid_from, f.valid_to, f.co2_g_per_kwh::text, f.quality, f.published_at, f.retrieved_at, f.noted_by"
)

func scanFactor(row pgx.CollectableRow) (f outlook.Factor, err error) {
	var value string
	err = row.Scan(&f.Region, &f.Source, &f.Kind, &f.ID, &f.Version, &f.Key, &f.Of.From, &f.Of.To, &value, &f.Quality, &f.Published, &f.Retrieved, &f.By)
	if err != nil {
		return f, err
	}
	f.GramsPerKWh, err = money.Parse("co2_g_per_kwh", value)
	return f, err
}

// TakeFactors implements outlook.Factors.
func (d *DB) TakeFactors(ctx context.Context, scope identity.Scope, m outlook.Method, about outlook.Ask, judge func([]outlook.Factor) []outlook.Factor) error {
	return fault("take emission factors", d.taking(ctx, scope, []string{"factors", m.Region, m.Source, string(m.Kind), m.ID, m.Version}, func(tx *Tx) error {
		held, err := collect(ctx, tx, question[outlook.Factor]{
			sql: "SELECT DISTINCT ON (f.valid_from, f.valid_to) " + factorColumns + ` FROM emission_factors f
				WHERE f.market_region = $1 AND f.source = $2 AND f.kind = $3 AND f.method_id = $4 AND f.method_version = $5
				AND f.valid_from < $7 AND f.valid_to > $6 AND f.published_at <= $8 ORDER BY f.valid_from, f.valid_to, f.published_at DESC`,
			args: []any{m.Region, m.Source, string(m.Kind), m.ID, m.Version, about.Hull.From, about.Hull.To, about.Since},
			scan: scanFactor,
		})
		if err != nil {
			return err
		}
		return insertFactors(ctx, tx, scope, m, judge(held))
	}))
}

func insertFactors(ctx context.Context, tx *Tx, scope identity.Scope, m outlook.Method, factors []outlook.Factor) error {
	if len(factors) == 0 {
		return nil
	}
	keys, err := rowIDs(len(factors))
	if err != nil {
		return fmt.Errorf("give factors their ids: %w", err)
	}
	var from, to []time.Time
	var values []string
	for _, f := range factors {
		from, to, values = append(from, f.Of.From), append(to, f.Of.To), append(values, f.GramsPerKWh.String())
	}
	one := factors[0] // what is said of all of them
	_, err = tx.Exec(ctx, `INSERT INTO emission_factors (tenant_id, id, market_region, source, kind, method_id, method_version, valid_from, valid_to, co2_g_per_kwh, quality, published_at, retrieved_at, noted_by)
		SELECT $1, g.id, $2, $3, $4, $5, $6, g.valid_from, g.valid_to, g.value::numeric, $11, $12, $13, $14
		FROM unnest($7::uuid[], $8::timestamptz[], $9::timestamptz[], $10::text[]) AS g (id, valid_from, valid_to, value)`,
		scope.Tenant, m.Region, m.Source, string(m.Kind), m.ID, m.Version, keys, from, to, values, string(one.Quality), one.Published, one.Retrieved, one.By)
	return err
}

// Factors implements outlook.Factors.
func (d *DB) Factors(ctx context.Context, scope identity.Scope, which outlook.FactorQuestion) ([]outlook.Factor, error) {
	var w where
	w.add("f.valid_to > ?", which.From)
	w.add("f.valid_from < ?", which.To)
	w.when("f.market_region = ?", which.Region)
	w.when("f.source = ?", which.Source)
	w.when("f.kind = ?", string(which.Kind))
	w.when("f.method_id = ?", which.ID)
	w.when("f.method_version = ?", which.Version)
	w.when("f.quality = ?", string(which.Quality))
	if which.AsOf != nil {
		w.add("f.published_at <= ?", *which.AsOf)
	}
	if a := which.After; a != nil {
		w.add("("+methodColumns+", f.valid_from, f.valid_to) > (?, ?, ?, ?, ?, ?, ?)", a.Region, a.Source, string(a.Kind), a.ID, a.Version, a.Of.From, a.Of.To)
	}
	return list(ctx, d, scope, question[outlook.Factor]{
		what: "emission factors",
		sql: "SELECT DISTINCT ON (" + methodColumns + ", f.valid_from, f.valid_to) " + factorColumns + " FROM emission_factors f" + w.sql() +
			fmt.Sprintf(" ORDER BY "+methodColumns+", f.valid_from, f.valid_to, f.published_at DESC LIMIT %d", which.Limit),
		args: w.args, scan: scanFactor,
	})
}

// Factor implements outlook.Factors.
func (d *DB) Factor(ctx context.Context, scope identity.Scope, key uuid.UUID) (f outlook.Factor, err error) {
	err = d.InTenant(ctx, scope, func(tx *Tx) error {
		found, err := collect(ctx, tx, question[outlook.Factor]{sql: "SELECT " + factorColumns + " FROM emission_factors f WHERE f.id = $1", args: []any{key}, scan: scanFactor})
		if err == nil && len(found) == 0 {
			err = notFound(pgx.ErrNoRows, "emission factor")
		}
		if err != nil {
			return err
		}
		f = found[0]
		return nil
	})
	return f, fault("find an emission factor", err)
}

// Methods implements outlook.Factors; see Products.
func (d *DB) Methods(ctx context.Context, scope identity.Scope) ([]outlook.MethodKnown, error) {
	return list(ctx, d, scope, question[outlook.MethodKnown]{
		what: "methods of emission factors",
		sql: `WITH RECURSIVE method AS (
				(SELECT ` + methodColumns + ` FROM emission_factors f ORDER BY ` + methodColumns + ` LIMIT 1)
				UNION ALL
				SELECT n.* FROM method b, LATERAL (SELECT ` + methodColumns + ` FROM emission_factors f
					WHERE (` + methodColumns + `) > (b.market_region, b.source, b.kind, b.method_id, b.method_version) ORDER BY ` + methodColumns + ` LIMIT 1) n
			)
			SELECT ` + factorColumns + ` FROM method b, LATERAL (SELECT * FROM emission_factors x
				WHERE (x.market_region, x.source, x.kind, x.method_id, x.method_version) = (b.market_region, b.source, b.kind, b.method_id, b.method_version)
				ORDER BY x.valid_from DESC, x.valid_to DESC, x.published_at DESC LIMIT 1) f ORDER BY ` + methodColumns,
		scan: func(row pgx.CollectableRow) (outlook.MethodKnown, error) {
			last, err := scanFactor(row)
			return outlook.MethodKnown{Method: last.Method, Last: last}, err
		},
	})
}

package postgres

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"ohmstead/backend/identity"
	"ohmstead/backend/outlook"
	"ohmstead/energy/money"
)

var _ outlook.Store = (*DB)(nil)

// taking runs do while nobody else takes what a series is named by.
func (d *DB) taking(ctx context.Context, scope identity.Scope, series []string, do func(tx *Tx) error) error {
	return d.InTenant(ctx, scope, func(tx *Tx) error {
		if _, err := tx.Exec(ctx, "SELECT pg_advisory_xact_lock(hashtextextended($1, 50))", fmt.Sprintf("%d %q", scope.Tenant, series)); err != nil {
			return err
		}
		return do(tx)
	})
}

const priceColumns = "p.market_region, p.source, p.slot_seconds, p.ts, p.value::text, p.currency, p.published_at, p.retrieved_at, p.noted_by"

func scanPrice(row pgx.CollectableRow) (p outlook.Price, err error) {
	var seconds int
	var value string
	if err := row.Scan(&p.Region, &p.Source, &seconds, &p.At, &value, &p.Currency, &p.Published, &p.Retrieved, &p.By); err != nil {
		return p, err
	}
	p.Slot = time.Duration(seconds) * time.Second
	p.Value, err = money.Parse("value", value)
	return p, err
}

// TakePrices implements outlook.Prices.
func (d *DB) TakePrices(ctx context.Context, scope identity.Scope, product outlook.Product, about outlook.Ask, judge func([]outlook.Price) []outlook.Price) error {
	return fault("take prices", d.taking(ctx, scope, []string{"prices", product.Region, product.Source, product.Slot.String()}, func(tx *Tx) error {
		held, err := collect(ctx, tx, question[outlook.Price]{
			sql: "SELECT DISTINCT ON (p.ts) " + priceColumns + ` FROM prices p WHERE p.market_region = $1 AND p.source = $2 AND p.slot_seconds = $3
				AND p.ts BETWEEN $4 AND $5 AND p.published_at <= $6 ORDER BY p.ts, p.published_at DESC`,
			args: []any{product.Region, product.Source, seconds(product.Slot), about.Hull.From, about.Hull.To, about.Since},
			scan: scanPrice,
		})
		if err != nil {
			return err
		}
		return insertPrices(ctx, tx, scope, product, judge(held))
	}))
}

func seconds(d time.Duration) int { return int(d / time.Second) }

func insertPrices(ctx context.Context, tx *Tx, scope identity.Scope, product outlook.Product, prices []outlook.Price) error {
	if len(prices) == 0 {
		return nil
	}
	var at []time.Time
	var values []string
	for _, p := range prices {
		at, values = append(at, p.At), append(values, p.Value.String())
	}
	one := prices[0] // what is said of all of them
	_, err := tx.Exec(ctx, `INSERT INTO prices (tenant_id, market_region, source, slot_seconds, ts, value, currency, published_at, retrieved_at, noted_by)
		SELECT $1, $2, $3, $4, g.ts, g.value::numeric, $7, $8, $9, $10 FROM unnest($5::timestamptz[], $6::text[]) AS g (ts, value)`,
		scope.Tenant, product.Region, product.Source, seconds(product.Slot), at, values, string(one.Currency), one.Published, one.Retrieved, one.By)
	return err
}

// Prices implements outlook.Prices.
func (d *DB) Prices(ctx context.Context, scope identity.Scope, which outlook.PriceQuestion) ([]outlook.Price, error) {
	var w where
	w.add("p.ts >= ?", which.From)
	w.add("p.ts < ?", which.To)
	w.when("p.market_region = ?", which.Region)
	w.when("p.source = ?", which.Source)
	if which.Slot != 0 {
		w.add("p.slot_seconds = ?", seconds(which.Slot))
	}
	if which.AsOf != nil {
		w.add("p.published_at <= ?", *which.AsOf)
	}
	if a := which.After; a != nil {
		w.add("(p.market_region, p.source, p.slot_seconds, p.ts) > (?, ?, ?, ?)", a.Region, a.Source, seconds(a.Slot), a.At)
	}
	return list(ctx, d, scope, question[outlook.Price]{
		what: "prices",
		sql: "SELECT DISTINCT ON (p.market_region, p.source, p.slot_seconds, p.ts) " + priceColumns + " FROM prices p" + w.sql() +
			fmt.Sprintf(" ORDER BY p.market_region, p.source, p.slot_seconds, p.ts, p.published_at DESC LIMIT %d", which.Limit),
		args: w.args, scan: scanPrice,
	})
}

// when is add where there is a value.
func (w *where) when(term, value string) {
	if value != "" {
		w.add(term, value)
	}
}

// Products implements outlook.Prices: it steps from one product to the next in the index, however many prices
// each has.
func (d *DB) Products(ctx context.Context, scope identity.Scope) ([]outlook.ProductKnown, error) {
	return list(ctx, d, scope, question[outlook.ProductKnown]{
		what: "products",
		sql: `WITH RECURSIVE product AS (
				(SELECT market_region, source, slot_seconds FROM prices ORDER BY market_region, source, slot_seconds LIMIT 1)
				UNION ALL
				SELECT n.* FROM product b, LATERAL (SELECT market_region, source, slot_seconds FROM prices
					WHERE (market_region, source, slot_seconds) > (b.market_region, b.source, b.slot_seconds) ORDER BY market_region, source, slot_seconds LIMIT 1) n
			)
			SELECT ` + priceColumns + ` FROM product b, LATERAL (SELECT * FROM prices x WHERE x.market_region = b.market_region AND x.source = b.source AND x.slot_seconds = b.slot_seconds
				ORDER BY x.ts DESC, x.published_at DESC LIMIT 1) p ORDER BY p.market_region, p.source, p.slot_seconds`,
		scan: func(row pgx.CollectableRow) (outlook.ProductKnown, error) {
			last, err := scanPrice(row)
			return outlook.ProductKnown{Product: last.Product, Last: last}, err
		},
	})
}

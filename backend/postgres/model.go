package postgres

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"github.com/jackc/pgx/v5"

	"ohmstead/backend/datamodel"
	"ohmstead/backend/identity"
)

var _ datamodel.Reader = (*DB)(nil)

// countLimit is how far rows are counted: a person looks at it, and no count may take seconds.
const countLimit = 100_000

// hiddenColumns says which columns are never shown: what the audit log hides too, and credentials by
// their names. The hashes of what is no credential are no secrets.
const hiddenColumns = `(a.attname ~ 'password|secret|token|seed|private'
	OR a.attname = 'hash' AND c.relname !~ '^(audit_|report_|edge_manifests)'
	OR EXISTS (SELECT FROM pg_trigger t WHERE t.tgrelid = c.oid AND t.tgname = 'audit'
		AND a.attname = ANY (split_part(encode(t.tgargs, 'escape'), '\000', 2)::text[])))`

// shownTables are the tables of the model: not partitions, and not what the migrations keep. A view is one of
// them where it asks with the rights of who asks it, so that the policies of its tables hold: any other would
// show the rows of its owner.
const shownTables = `c.relnamespace = 'public'::regnamespace AND NOT c.relispartition AND c.relname <> 'goose_db_version'
	AND (c.relkind IN ('r', 'p') OR c.relkind = 'v' AND c.reloptions && '{security_invoker=true,security_invoker=on,security_invoker=1}')`

// Model implements datamodel.Reader: the catalog in one statement, then the rows of each table.
func (d *DB) Model(ctx context.Context, scope identity.Scope) ([]datamodel.Table, error) {
	var tables []datamodel.Table
	err := d.InTenant(ctx, scope, func(tx *Tx) (err error) {
		if tables, err = collect(ctx, tx, tablesQuestion()); err != nil {
			return err
		}
		for i := range tables {
			if err := count(ctx, tx, scope, &tables[i]); err != nil {
				return fmt.Errorf("count the rows of %s: %w", tables[i].Name, err)
			}
		}
		return nil
	})
	return tables, fault("read the data model", err)
}

func tablesQuestion() question[datamodel.Table] {
	return question[datamodel.Table]{
		what: "the tables",
		sql: `SELECT c.relname, coalesce(obj_description(c.oid, 'pg_class'), ''), c.relkind = 'v',
				(SELECT json_agg(json_build_object('Name', a.attname, 'Type', format_type(a.atttypid, a.atttypmod), 'About', coalesce(col_description(c.oid, a.attnum), ''),
					'Nullable', NOT a.attnotnull, 'Key', coalesce(a.attnum = ANY (i.indkey::int2[]), false), 'Secret', ` + hiddenColumns + `) ORDER BY a.attnum)
					FROM pg_attribute a LEFT JOIN pg_index i ON i.indrelid = c.oid AND i.indisprimary WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped),
				CASE c.relkind WHEN 'v' THEN coalesce((SELECT json_agg(json_build_object('Table', t.relname, 'Columns', '[]'::json) ORDER BY t.relname)
					FROM (SELECT DISTINCT t.relname FROM pg_rewrite w JOIN pg_depend d ON d.classid = 'pg_rewrite'::regclass AND d.objid = w.oid AND d.refclassid = 'pg_class'::regclass
						JOIN pg_class t ON t.oid = d.refobjid WHERE w.ev_class = c.oid AND t.oid <> c.oid AND t.relkind IN ('r', 'p', 'v')) t), '[]')
				ELSE coalesce((SELECT json_agg(json_build_object('Table', t.relname, 'Columns', (SELECT json_agg(a.attname ORDER BY k.i)
					FROM unnest(f.conkey) WITH ORDINALITY AS k (attnum, i) JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = k.attnum)) ORDER BY f.conname)
					FROM pg_constraint f JOIN pg_class t ON t.oid = f.confrelid WHERE f.conrelid = c.oid AND f.contype = 'f'), '[]') END,
				(SELECT coalesce(sum(pg_total_relation_size(p.relid)) / nullif(sum(greatest(r.reltuples, 0)), 0), 0)::bigint
					FROM pg_partition_tree(c.oid) p JOIN pg_class r ON r.oid = p.relid WHERE p.isleaf)
			FROM pg_class c WHERE ` + shownTables + ` ORDER BY c.relname`,
		scan: func(row pgx.CollectableRow) (t datamodel.Table, err error) {
			return t, row.Scan(&t.Name, &t.About, &t.View, &t.Columns, &t.References, &t.RowBytes)
		},
	}
}

// count counts the rows of a table within the scope, and finds the newest of one that grows with time.
func count(ctx context.Context, tx *Tx, scope identity.Scope, t *datamodel.Table) error {
	if !t.ShownTo(scope) {
		return nil
	}
	var readable bool
	if err := tx.QueryRow(ctx, "SELECT has_table_privilege($1, 'SELECT')", t.Name).Scan(&readable); err != nil || !readable {
		return err
	}
	var n, size int64
	table := pgx.Identifier{t.Name}.Sanitize()
	if t.Name == "samples" { // days know how many there were; samples of a year are too many to count
		if err := tx.QueryRow(ctx, "SELECT coalesce(sum(count), 0)::bigint FROM rollups_1d").Scan(&n); err != nil {
			return err
		}
	} else if err := tx.QueryRow(ctx, fmt.Sprintf("SELECT count(*), coalesce(avg(pg_column_size(r)), 0)::bigint FROM (SELECT * FROM %s LIMIT %d) AS r", table, countLimit+1)).Scan(&n, &size); err != nil {
		return err
	}
	if t.RowBytes == 0 {
		t.RowBytes = size
	}
	if t.More = t.Name != "samples" && n > countLimit; t.More {
		n = countLimit
	}
	t.Rows = &n
	newest := map[datamodel.Tier]string{datamodel.TimeSeries: "slot_from", datamodel.Events: "at"}[datamodel.TierOf(t.Name)]
	if newest == "" || !t.Has(newest) || t.More {
		return nil
	}
	return tx.QueryRow(ctx, fmt.Sprintf("SELECT max(%s) FROM %s", newest, table)).Scan(&t.Newest)
}

// Rows implements datamodel.Reader.
func (d *DB) Rows(ctx context.Context, scope identity.Scope, table string, limit int) (datamodel.Page, error) {
	var page datamodel.Page
	err := d.InTenant(ctx, scope, func(tx *Tx) error {
		tables, err := collect(ctx, tx, tablesQuestion())
		if err != nil {
			return err
		}
		at := slices.IndexFunc(tables, func(t datamodel.Table) bool { return t.Name == table })
		if at < 0 {
			return notFound(pgx.ErrNoRows, "table")
		}
		ask, columns := rowsQuestion(tables[at], limit)
		page.Columns = columns
		if !tables[at].ShownTo(scope) {
			return nil
		}
		var readable bool
		if err := tx.QueryRow(ctx, "SELECT has_table_privilege($1, 'SELECT')", table).Scan(&readable); err != nil || !readable {
			return err
		}
		page.Rows, err = collect(ctx, tx, ask)
		if page.More = len(page.Rows) > limit; page.More {
			page.Rows = page.Rows[:limit]
		}
		return err
	})
	return page, fault("read rows of "+table, err)
}

// rowsQuestion reads rows as JSON, in the order of the primary key. Time series are read newest first
// and only of the last two days: their keys begin with the channel, and old partitions are many.
func rowsQuestion(t datamodel.Table, limit int) (question[map[string]any], []string) {
	var names, shown, key []string
	for _, c := range t.Columns {
		name := pgx.Identifier{c.Name}.Sanitize()
		names = append(names, c.Name)
		if c.Key {
			key = append(key, "t."+name)
		}
		value := "t." + name
		if t.Name == "sample_days" && c.Name == "block" { // half a megabyte that says nothing to people
			value = "octet_length(t." + name + ") || ' bytes'"
		}
		if c.Secret {
			value = "CASE WHEN t." + name + " IS NOT NULL THEN '(hidden)' END"
		}
		shown = append(shown, value+" AS "+name)
	}
	where := ""
	if t.Name == "samples" || t.Name == "sample_revisions" {
		where = " WHERE t.ts > now() - interval '48 hours'"
		key = []string{"t.ts DESC"}
	}
	order := ""
	if len(key) > 0 {
		order = " ORDER BY " + strings.Join(key, ", ")
	}
	return question[map[string]any]{
		what: "rows",
		sql:  fmt.Sprintf("SELECT to_jsonb(r) FROM (SELECT %s FROM %s t%s%s LIMIT %d) r", strings.Join(shown, ", "), pgx.Identifier{t.Name}.Sanitize(), where, order, limit+1),
		scan: func(row pgx.CollectableRow) (found map[string]any, err error) {
			var raw []byte
			if err := row.Scan(&raw); err != nil {
				return nil, err
			}
			return found, json.Unmarshal(raw, &found)
		},
	}, names
}

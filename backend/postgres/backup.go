package postgres

import (
	"context"
	"errors"
	"fmt"
	"io"
	"regexp"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/stdlib"
	"github.com/pressly/goose/v3"

	"ohmstead/backend/backup"
)

var (
	_ backup.Source = (*Snapshot)(nil)
	_ backup.Target = (*Restoration)(nil)
)

// Snapshot is the whole database at one instant, read while others write: one read-only transaction of
// isolation level REPEATABLE READ. Source: PostgreSQL 15 documentation, section 13.2.2.
type Snapshot struct {
	conn *pgx.Conn
	tx   pgx.Tx
}

// TakeSnapshot begins a snapshot as the owner of the database. Close it.
func TakeSnapshot(ctx context.Context, cfg Config) (*Snapshot, error) {
	conn, err := ownerConn(ctx, cfg)
	if err != nil {
		return nil, err
	}
	tx, err := conn.BeginTx(ctx, pgx.TxOptions{IsoLevel: pgx.RepeatableRead, AccessMode: pgx.ReadOnly})
	if err != nil {
		return nil, errors.Join(fmt.Errorf("begin a snapshot: %w", err), conn.Close(ctx))
	}
	return &Snapshot{conn, tx}, nil
}

func ownerConn(ctx context.Context, cfg Config) (*pgx.Conn, error) {
	owner, err := pgx.ParseConfig(cfg.Owner)
	if err != nil {
		return nil, fmt.Errorf("read the owner's connection string: %w", err)
	}
	owner.RuntimeParams["timezone"] = "UTC"
	owner.RuntimeParams["datestyle"] = "ISO, YMD"
	owner.RuntimeParams["row_security"] = "off" // an owner who would not see every row gets an error
	conn, err := pgx.ConnectConfig(ctx, owner)
	if err != nil {
		return nil, fmt.Errorf("connect to the database as its owner: %w", oneLine{err})
	}
	return conn, nil
}

// Close ends the snapshot.
func (s *Snapshot) Close(ctx context.Context) error {
	if err := errors.Join(s.tx.Rollback(ctx), s.conn.Close(ctx)); err != nil {
		return fmt.Errorf("end the snapshot: %w", err)
	}
	return nil
}

// Schema implements backup.Source.
func (s *Snapshot) Schema(ctx context.Context) (version int64, err error) {
	err = s.tx.QueryRow(ctx, "SELECT max(version_id) FROM goose_db_version WHERE is_applied").Scan(&version)
	return version, fault("ask for the version of the schema", err)
}

// Tables implements backup.Source: every table of ours but the one that counts migrations, without
// generated columns.
func (s *Snapshot) Tables(ctx context.Context) ([]backup.Table, error) {
	rows, err := s.tx.Query(ctx, `SELECT c.relname,
			(SELECT array_agg(a.attname::text ORDER BY a.attnum) FROM pg_attribute a
				WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = ''),
			coalesce((SELECT array_agg(a.attname::text ORDER BY k.place) FROM pg_index i, unnest(i.indkey::int2[]) WITH ORDINALITY k (attnum, place)
				JOIN pg_attribute a ON a.attnum = k.attnum WHERE i.indrelid = c.oid AND i.indisprimary AND a.attrelid = c.oid), '{}'),
			coalesce((SELECT array_agg(p.relname::text ORDER BY p.relname) FROM pg_inherits h JOIN pg_class p ON p.oid = h.inhrelid WHERE h.inhparent = c.oid), '{}')
		FROM pg_class c WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p') AND NOT c.relispartition
			AND c.relname <> 'goose_db_version'
		ORDER BY c.relname`)
	if err != nil {
		return nil, fault("list the tables", err)
	}
	tables, err := pgx.CollectRows(rows, func(row pgx.CollectableRow) (t backup.Table, err error) {
		var parts []string
		if err := row.Scan(&t.Name, &t.Columns, &t.Order, &parts); err != nil {
			return t, err
		}
		for _, p := range parts {
			day, err := dayOf(t.Name, p)
			if err != nil {
				return t, err
			}
			t.Partitions = append(t.Partitions, backup.Partition{Name: p, Day: day.Format(time.DateOnly)})
		}
		return t, nil
	})
	return tables, fault("list the tables", err)
}

// dayOf is the UTC day a partition holds, which is its name: samples_20260601.
func dayOf(table, partition string) (time.Time, error) {
	day, err := time.Parse("20060102", strings.TrimPrefix(partition, table+"_"))
	if err != nil {
		return day, fmt.Errorf("read the day of the partition %s: %w", partition, err)
	}
	return day, nil
}

// CopyOut implements backup.Source.
func (s *Snapshot) CopyOut(ctx context.Context, t backup.Table, to io.Writer) (int64, error) {
	query := "SELECT " + identifiers(t.Columns) + " FROM " + identifiers([]string{t.Name})
	if len(t.Order) > 0 {
		query += " ORDER BY " + identifiers(t.Order)
	}
	tag, err := s.conn.PgConn().CopyTo(ctx, to, "COPY ("+query+") TO STDOUT")
	return tag.RowsAffected(), fault("copy the table "+t.Name, err)
}

// Sequences implements backup.Source.
func (s *Snapshot) Sequences(ctx context.Context) (map[string]int64, error) {
	rows, err := s.tx.Query(ctx, "SELECT sequencename::text, last_value FROM pg_sequences WHERE schemaname = 'public' AND last_value IS NOT NULL AND sequencename <> 'goose_db_version_id_seq'")
	if err != nil {
		return nil, fault("list the sequences", err)
	}
	all, at := map[string]int64{}, int64(0)
	var name string
	_, err = pgx.ForEachRow(rows, []any{&name, &at}, func() error {
		all[name] = at
		return nil
	})
	return all, fault("list the sequences", err)
}

func identifiers(names []string) string {
	out := make([]string, len(names))
	for i, n := range names {
		out[i] = pgx.Identifier{n}.Sanitize()
	}
	return strings.Join(out, ", ")
}

// Restoration fills an empty database from a backup, all of it or nothing.
type Restoration struct {
	cfg  Config
	conn *pgx.Conn
	tx   pgx.Tx
	made bool // the schema, in a database that had none
}

// BeginRestore prepares an empty database: the roles, and the schema as it was when the backup was
// taken. A database that has tables, or a schema that this program does not know, is an error. Then
// give it the rows and call Finish, or Abandon.
func BeginRestore(ctx context.Context, cfg Config, m backup.Manifest) (*Restoration, error) {
	conn, err := ownerConn(ctx, cfg)
	if err != nil {
		return nil, err
	}
	r := &Restoration{cfg: cfg, conn: conn}
	if err := r.begin(ctx, m); err != nil {
		return nil, errors.Join(err, r.Abandon(ctx))
	}
	return r, nil
}

func (r *Restoration) begin(ctx context.Context, m backup.Manifest) error {
	var tables int
	err := r.conn.QueryRow(ctx, "SELECT count(*) FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p')").Scan(&tables)
	if err != nil {
		return fault("look into the database", err)
	}
	if tables > 0 {
		return fmt.Errorf("the database is not empty: it has %d tables; a backup is restored into an empty one", tables)
	}
	if err := r.migrate(ctx, m); err != nil {
		return err
	}
	if r.tx, err = r.conn.Begin(ctx); err != nil {
		return fault("begin to restore", err)
	}
	// Triggers would note every row as a change of its own, and foreign keys hold already.
	_, err = r.tx.Exec(ctx, "SET LOCAL session_replication_role = replica")
	if pg := new(pgconn.PgError); errors.As(err, &pg) && pg.Code == "42501" {
		return errors.New("restoring needs the URL of a superuser of the database")
	}
	return fault("turn off the triggers", err)
}

// migrate makes the schema of the backup.
func (r *Restoration) migrate(ctx context.Context, m backup.Manifest) error {
	db := stdlib.OpenDB(*r.conn.Config())
	defer db.Close()
	if err := makeRoles(ctx, db, r.cfg); err != nil {
		return err
	}
	return withProvider(db, func(p *goose.Provider) error {
		sources := p.ListSources()
		if newest := sources[len(sources)-1].Version; m.Schema > newest {
			return fmt.Errorf("the backup has schema %d, this program knows up to %d: restore it with the program that wrote it (%s) or a newer one", m.Schema, newest, m.Software)
		}
		r.made = true
		if _, err := p.UpTo(ctx, m.Schema); err != nil {
			return fmt.Errorf("make the schema of the backup: %w", err)
		}
		return nil
	})
}

// CopyIn implements backup.Target.
func (r *Restoration) CopyIn(ctx context.Context, t backup.Table, from io.Reader) (int64, error) {
	table := pgx.Identifier{t.Name}.Sanitize()
	if _, err := r.tx.Exec(ctx, "DELETE FROM "+table); err != nil { // what migrations have put there
		return 0, fault("empty the table "+t.Name, err)
	}
	for _, p := range t.Partitions {
		if err := r.makePartition(ctx, t.Name, p); err != nil {
			return 0, err
		}
	}
	tag, err := r.conn.PgConn().CopyFrom(ctx, from, "COPY "+table+" ("+identifiers(t.Columns)+") FROM STDIN")
	return tag.RowsAffected(), fault("copy into the table "+t.Name, err)
}

// makePartition makes a day's partition as ensure_partitions does, which makes none as old as a
// backup may be.
func (r *Restoration) makePartition(ctx context.Context, table string, p backup.Partition) error {
	day, err := dayOf(table, p.Name)
	if err != nil {
		return err
	}
	if day.Format(time.DateOnly) != p.Day || !regexp.MustCompile(`^[a-z_]+$`).MatchString(table) {
		return fmt.Errorf("the manifest says that the partition %s holds %s", p.Name, p.Day)
	}
	part, of := pgx.Identifier{p.Name}.Sanitize(), pgx.Identifier{table}.Sanitize()
	var there bool
	if err := r.tx.QueryRow(ctx, "SELECT to_regclass($1) IS NOT NULL", p.Name).Scan(&there); err != nil || there {
		return fault("look for the partition "+p.Name, err)
	}
	for _, statement := range []string{
		"CREATE TABLE " + part + " (LIKE " + of + " INCLUDING DEFAULTS INCLUDING CONSTRAINTS)",
		"ALTER TABLE " + part + " ENABLE ROW LEVEL SECURITY",
		"ALTER TABLE " + part + " FORCE ROW LEVEL SECURITY",
		fmt.Sprintf("COMMENT ON TABLE %s IS '%s of the UTC day %s'", part, table, p.Day),
		fmt.Sprintf("ALTER TABLE %s ATTACH PARTITION %s FOR VALUES FROM ('%s 00:00:00+00') TO ('%s 00:00:00+00')", of, part, p.Day, day.AddDate(0, 0, 1).Format(time.DateOnly)),
	} {
		if _, err := r.tx.Exec(ctx, statement); err != nil {
			return fault("make the partition "+p.Name, err)
		}
	}
	return nil
}

// Finish sets the sequences, commits, and brings the schema to that of this program. After an error
// call Abandon.
func (r *Restoration) Finish(ctx context.Context, m backup.Manifest) error {
	for name, at := range m.Sequences {
		if _, err := r.tx.Exec(ctx, "SELECT setval($1::regclass, $2)", pgx.Identifier{name}.Sanitize(), at); err != nil {
			return fault("set the sequence "+name, err)
		}
	}
	if err := r.tx.Commit(ctx); err != nil {
		return fault("keep what is restored", err)
	}
	r.tx = nil
	if _, err := r.conn.Exec(ctx, "ANALYZE"); err != nil {
		return fault("count what is restored", err)
	}
	if err := Migrate(ctx, r.cfg); err != nil {
		return err
	}
	r.made = false
	if err := r.conn.Close(ctx); err != nil {
		return fmt.Errorf("close the connection: %w", err)
	}
	return nil
}

// Abandon leaves the database as empty as it was found.
func (r *Restoration) Abandon(ctx context.Context) error {
	ctx = context.WithoutCancel(ctx)
	var errs []error
	if r.tx != nil {
		errs = append(errs, r.tx.Rollback(ctx))
	}
	errs = append(errs, r.conn.Close(ctx))
	if r.made {
		errs = append(errs, emptied(ctx, r.cfg))
	}
	return errors.Join(errs...)
}

func emptied(ctx context.Context, cfg Config) error {
	conn, err := ownerConn(ctx, cfg)
	if err != nil {
		return err
	}
	_, err = conn.Exec(ctx, "DROP SCHEMA public CASCADE; CREATE SCHEMA public; GRANT USAGE ON SCHEMA public TO PUBLIC")
	if err := errors.Join(err, conn.Close(ctx)); err != nil {
		return fmt.Errorf("empty the database again: %w", err)
	}
	return nil
}

package postgres

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"

	"ohmstead/backend/identity"
	"ohmstead/backend/places"
	"ohmstead/energy/reason"
)

// shelf keeps things of one kind in one table. Its first columns are said once, when a thing is made.
type shelf[T any] struct {
	d       *DB
	what    string // as a refusal calls it
	table   string
	noSite  bool
	once    int
	columns []string
	told    []string // those of columns that edges write over by their manifests
	values  func(T) []any
	read    string // what is selected of t, in the order of dest
	dest    func(*T) []any
	sight   string // a condition beside row-level security; empty for none
	order   string
	// class is the column of places.PageOf.Class, called are those of its Text, of those of its Of; none where
	// things have no such.
	class      string
	called, of []string
	// also is one more column and what it becomes, in terms of the new values; nil for none.
	also func(at map[string]string, isNew bool) (column, value string)
	// before and after run in the transaction of a write.
	before func(ctx context.Context, tx *Tx, scope identity.Scope, what T) error
	after  func(ctx context.Context, tx *Tx, id uuid.UUID) error
	// refused says more of a refusal, of which the database tells its users little where rows are hidden;
	// nil where there is nothing to say.
	refused func(err error, what T) error
}

func (s shelf[T]) question(conditions string, args ...any) question[places.Thing[T]] {
	site, join := "s.id, t.site_id", " JOIN sites s ON s.tenant_id = t.tenant_id AND s.site_id = t.site_id"
	if s.noSite {
		site, join = "NULL::uuid, 0", ""
	}
	if s.sight != "" {
		conditions = s.sight + " AND " + conditions
	}
	return question[places.Thing[T]]{
		what: s.what, args: args,
		sql: "SELECT t.id, " + site + ", t.version, t.archived_at, " + s.read + " FROM " + s.table + " t" + join + " WHERE " + conditions + " ORDER BY " + s.order,
		scan: func(row pgx.CollectableRow) (t places.Thing[T], err error) {
			var site *uuid.UUID
			err = row.Scan(append([]any{&t.ID, &site, &t.SiteKey, &t.Version, &t.Archived}, s.dest(&t.What)...)...)
			t.Site = orNone(site)
			return t, err
		},
	}
}

// List implements places.Shelf.
func (s shelf[T]) List(ctx context.Context, scope identity.Scope, which places.Which) ([]places.Thing[T], error) {
	site := "t.site_id"
	if s.noSite {
		site = "0"
	}
	return list(ctx, s.d, scope, s.question("($1 = 0 OR "+site+" = $1) AND ($2 OR t.archived_at IS NULL)", which.SiteKey, which.Archived))
}

// Page implements places.Shelf.
func (s shelf[T]) Page(ctx context.Context, scope identity.Scope, p places.PageOf) ([]places.Thing[T], error) {
	var w where
	w.add("t.id > ?", p.After)
	if !p.Archived {
		w.add("t.archived_at IS NULL")
	}
	if p.SiteKey != 0 && !s.noSite {
		w.add("t.site_id = ?", p.SiteKey)
	}
	if p.Class != "" && s.class != "" {
		w.add("t."+s.class+" = ?", p.Class)
	}
	if p.Text != "" && len(s.called) > 0 {
		w.add("strpos(lower(concat_ws(' ', t."+strings.Join(s.called, ", t.")+")), lower(?)) > 0", p.Text)
	}
	if p.Of != uuid.Nil && len(s.of) > 0 {
		w.add("? IN (t."+strings.Join(s.of, ", t.")+")", p.Of)
	}
	w.args = append(w.args, p.Limit)
	s.order = "t.id LIMIT $" + strconv.Itoa(len(w.args))
	return list(ctx, s.d, scope, s.question(strings.Join(w.terms, " AND "), w.args...))
}

// Find implements places.Shelf.
func (s shelf[T]) Find(ctx context.Context, scope identity.Scope, id uuid.UUID) (t places.Thing[T], err error) {
	err = s.d.InTenant(ctx, scope, func(tx *Tx) (err error) {
		t, err = s.find(ctx, tx, id)
		return err
	})
	return t, fault("find the "+s.what, err)
}

func (s shelf[T]) find(ctx context.Context, tx *Tx, id uuid.UUID) (places.Thing[T], error) {
	found, err := collect(ctx, tx, s.question("t.id = $1", id))
	if err == nil && len(found) == 0 {
		err = notFound(pgx.ErrNoRows, s.what)
	}
	if err != nil {
		return places.Thing[T]{}, err
	}
	return found[0], nil
}

// Write implements places.Shelf.
func (s shelf[T]) Write(ctx context.Context, scope identity.Scope, w places.Write[T]) (t places.Thing[T], err error) {
	err = s.d.InTenant(ctx, scope, func(tx *Tx) (err error) {
		t, err = s.write(ctx, tx, scope, w)
		return err
	})
	return t, fault("store the "+s.what, err)
}

func (s shelf[T]) write(ctx context.Context, tx *Tx, scope identity.Scope, w places.Write[T]) (places.Thing[T], error) {
	if s.before != nil {
		if err := s.before(ctx, tx, scope, w.What); err != nil {
			return places.Thing[T]{}, err
		}
	}
	store := s.insert
	if w.Version > 0 {
		store = s.update
	}
	if err := store(ctx, tx, scope, w); err != nil {
		err = asThings(err)
		if s.refused != nil {
			err = s.refused(err, w.What)
		}
		return places.Thing[T]{}, err
	}
	if s.after != nil {
		if err := s.after(ctx, tx, w.ID); err != nil {
			return places.Thing[T]{}, err
		}
	}
	return s.find(ctx, tx, w.ID)
}

func (s shelf[T]) insert(ctx context.Context, tx *Tx, scope identity.Scope, w places.Write[T]) error {
	columns, args := []string{"tenant_id", "id"}, []any{scope.Tenant, w.ID}
	if !s.noSite {
		columns, args = append(columns, "site_id"), append(args, w.SiteKey)
	}
	columns, args = append(columns, s.columns...), append(args, s.values(w.What)...)
	marks := make([]string, len(args))
	at := map[string]string{}
	for i := range args {
		marks[i] = "$" + strconv.Itoa(i+1)
		at[columns[i]] = marks[i]
	}
	if s.also != nil {
		column, value := s.also(at, true)
		columns, marks = append(columns, column), append(marks, value)
	}
	tag, err := tx.Exec(ctx, fmt.Sprintf("INSERT INTO %s (%s) VALUES (%s) ON CONFLICT (tenant_id, id) DO NOTHING", s.table, strings.Join(columns, ", "), strings.Join(marks, ", ")), args...)
	if err != nil || tag.RowsAffected() > 0 {
		return err
	}
	return s.same(ctx, tx, w)
}

// same refuses another request under the key of an earlier one. What edges write over is left out, and a rating
// that was not given, which an edge may say.
func (s shelf[T]) same(ctx context.Context, tx *Tx, w places.Write[T]) error {
	args, terms := []any{w.ID}, []string{}
	if !s.noSite {
		args, terms = append(args, w.SiteKey), append(terms, "site_id = $2")
	}
	for i, value := range s.values(w.What) {
		if !slices.Contains(s.told, s.columns[i]) {
			args = append(args, value)
			mark := "$" + strconv.Itoa(len(args))
			term := s.columns[i] + " IS NOT DISTINCT FROM " + mark
			if slices.Contains(ratings(), s.columns[i]) {
				term = "(" + term + " OR " + mark + " IS NULL)"
			}
			terms = append(terms, term)
		}
	}
	return sameRequest(ctx, tx, w.ID, fmt.Sprintf("SELECT version > 1 OR %s FROM %s WHERE id = $1", strings.Join(terms, " AND "), s.table), args...)
}

// sameRequest refuses IDEMPOTENCY_KEY_REUSED where what is stored under an id is not what is asked for, which
// the question answers; of what was changed since, nobody knows any more.
func sameRequest(ctx context.Context, tx *Tx, id uuid.UUID, question string, args ...any) error {
	var same bool
	err := tx.QueryRow(ctx, question, args...).Scan(&same)
	if err == nil && !same {
		err = reason.New(reason.IdempotencyKeyReused, reason.Params{"id": id.String()})
	}
	return err
}

func (s shelf[T]) update(ctx context.Context, tx *Tx, _ identity.Scope, w places.Write[T]) error {
	args := []any{w.ID, w.Version, w.Archived, w.At}
	set := []string{"version = version + 1", "archived_at = CASE WHEN $3 THEN coalesce(archived_at, $4) END"}
	at := map[string]string{}
	for i, value := range s.values(w.What) {
		if i < s.once {
			continue
		}
		args = append(args, value)
		at[s.columns[i]] = "$" + strconv.Itoa(len(args))
		set = append(set, s.columns[i]+" = "+at[s.columns[i]])
	}
	if s.also != nil {
		column, value := s.also(at, false)
		set = append(set, column+" = "+value)
	}
	tag, err := tx.Exec(ctx, fmt.Sprintf("UPDATE %s SET %s WHERE id = $1 AND version = $2", s.table, strings.Join(set, ", ")), args...)
	if err != nil || tag.RowsAffected() > 0 {
		return err
	}
	now, err := s.find(ctx, tx, w.ID)
	if err != nil {
		return err
	}
	return reason.New(reason.VersionConflict, reason.Params{"expected_version": w.Version, "actual_version": now.Version})
}

// asThings gives the constraints of what stands at places their codes.
func asThings(err error) error {
	pg := new(pgconn.PgError)
	if !errors.As(err, &pg) {
		return err
	}
	duplicate := func(field string) error {
		return reason.Wrap(err, reason.DuplicateName, reason.Params{"field": field, "name": valueOf(pg.Detail)})
	}
	switch pg.ConstraintName {
	case "org_nodes_tenant_id_key_key", "assets_tenant_id_site_id_key_key", "energy_contracts_tenant_id_key_key":
		return duplicate("key")
	case "evses_tenant_id_ocpp_id_key":
		return duplicate("ocpp_id")
	case "grid_connections_tenant_id_meter_asset_id_key":
		return duplicate("meter_asset_id")
	case "grid_constraints_one_at_a_time":
		return reason.Wrap(err, reason.PeriodsOverlap, reason.Params{"type": "constraint"})
	case "assets_no_circle":
		return reason.Wrap(err, reason.PlaceInCircle, reason.Params{"name": "the asset"})
	case "asset_contract_links_capacity":
		promised, capacity, _ := strings.Cut(pg.Detail, "/")
		return reason.Wrap(err, reason.AllocationTooLarge, reason.Params{"promised_watts": promised, "capacity_watts": capacity})
	}
	if pg.Code == "23503" { // a foreign key: what is named is not there, or of another site
		return reason.Wrap(err, reason.NotFound, reason.Params{"what": "asset at this site"})
	}
	return err
}

// valueOf is the last value of a detail such as "Key (tenant_id, key)=(1, hall) already exists.".
func valueOf(detail string) string {
	_, detail, _ = strings.Cut(detail, ")=(")
	detail, _, _ = strings.Cut(detail, ")")
	return strings.TrimSpace(detail[strings.LastIndex(detail, ",")+1:])
}

func text(s string) *string {
	if s == "" {
		return nil
	}
	return &s
}

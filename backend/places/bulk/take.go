package bulk

import (
	"context"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"time"

	"github.com/google/uuid"

	"ohmstead/backend/identity"
	"ohmstead/backend/places"
	"ohmstead/energy/reason"
)

// taking is one import on its way through the rows, within its transaction.
type taking struct {
	*Service
	by   identity.Principal
	now  time.Time
	rows []*row

	known
	done     []Row
	problems []Problem
	failed   map[string]bool // what rows that were refused would have made, by kind and key
}

// run takes the rows in the order in which they need each other.
func (t *taking) run(ctx context.Context) error {
	if err := t.load(ctx, t.Service, t.by.For(identity.Places)); err != nil {
		return err
	}
	t.refuseTwice()
	enterprises := func(r *row) bool {
		return r.kind == Nodes && strings.EqualFold(r.cells["kind"].text, string(places.Enterprise))
	}
	inside := func(r *row) bool { return r.kind == Nodes && !enterprises(r) }
	of := func(k Kind) func(*row) bool { return func(r *row) bool { return r.kind == k } }
	for _, phase := range []struct {
		rows func(*row) bool
		take func(context.Context, *fields) error
		// reload says that the phase makes what it does not hand back.
		reload bool
	}{
		{enterprises, t.node, false},
		{of(Sites), t.site, true},
		{inside, t.node, false},
		{of(Assets), t.asset, false},
		{of(EVSEs), t.evse, false},
		{of(Connections), t.connection, false},
		{of(Constraints), t.constraint, false},
		{of(Contracts), t.contract, false},
		{of(Allocations), t.allocation, false},
	} {
		if err := t.phase(ctx, phase.rows, phase.take); err != nil {
			return err
		}
		if phase.reload {
			if err := t.load(ctx, t.Service, t.by.For(identity.Places)); err != nil {
				return err
			}
		}
	}
	return nil
}

// phase takes the rows that are meant, each after the one of the phase that it stands under.
func (t *taking) phase(ctx context.Context, meant func(*row) bool, take func(context.Context, *fields) error) error {
	var left []*row
	for _, r := range t.rows {
		if meant(r) {
			left = append(left, r)
		}
	}
	for len(left) > 0 {
		waiting := map[string]bool{}
		for _, r := range left {
			waiting[r.id()] = true
		}
		next, rest := left[:0:0], left[:0:0]
		for _, r := range left {
			if above := r.above(); above != "" && above != r.id() && waiting[above] {
				rest = append(rest, r)
				continue
			}
			next = append(next, r)
		}
		if len(next) == 0 { // each waits for another: they stand in a circle
			for _, r := range left {
				f := t.fields(r)
				f.refuse("parent", reason.New(reason.PlaceInCircle, reason.Params{"name": r.cells["key"].text}))
			}
			return nil
		}
		if err := t.takeAll(ctx, next, take); err != nil {
			return err
		}
		left = rest
	}
	return nil
}

// maxPasses bounds how often rows are tried that others stand against.
const maxPasses = 3

// takeAll takes rows. One that others stand against as they were may be right beside them as they become:
// it is tried again when they are taken. What is still refused in the last pass stays a problem.
func (t *taking) takeAll(ctx context.Context, rows []*row, take func(context.Context, *fields) error) error {
	for pass := 1; ; pass++ {
		var against []*row
		for _, r := range rows {
			known := len(t.problems)
			f := t.fields(r)
			if err := take(ctx, f); err != nil {
				return err
			}
			t.failed[r.id()] = f.bad
			if slices.ContainsFunc(t.problems[known:], func(p Problem) bool {
				return p.Why.Code == reason.PeriodsOverlap || p.Why.Code == reason.AllocationTooLarge
			}) {
				against = append(against, r)
			}
		}
		if len(against) == 0 || len(against) == len(rows) || pass == maxPasses {
			return nil
		}
		t.problems = slices.DeleteFunc(t.problems, func(p Problem) bool { return slices.Contains(against, p.row) })
		rows = against
	}
}

// id tells rows apart: kind and keys. Places and sites share their keys.
func (r *row) id() string {
	switch r.kind {
	case Nodes, Sites:
		return placeID(r.cells["key"].text)
	case Assets:
		return assetID(r.cells["site"].text, r.cells["key"].text)
	case EVSEs:
		if id := r.cells["ocpp_id"].text; id != "" {
			return "evse " + id
		}
		return "evse of " + assetID(r.cells["site"].text, r.cells["asset"].text)
	case Connections:
		return connectionID(r.cells["site"].text, r.cells["name"].text)
	case Contracts:
		return contractID(r.cells["key"].text)
	case Constraints:
		return strings.Join([]string{"constraint", r.cells["site"].text, r.cells["connection"].text, strings.ToUpper(r.cells["type"].text), r.begins()}, " ")
	default:
		return strings.Join([]string{"link", r.cells["site"].text, r.cells["asset"].text, r.cells["contract"].text, r.begins()}, " ")
	}
}

// begins is the instant from which a row holds, however it is written.
func (r *row) begins() string {
	text := r.cells["effective_from"].text
	if at, err := time.Parse(time.RFC3339, text); err == nil {
		return at.UTC().Format(time.RFC3339Nano)
	}
	return text
}

// above is the id of the row that has to be taken before, "" for none.
func (r *row) above() string {
	parent := r.cells["parent"].text
	switch {
	case parent == "":
		return ""
	case r.kind == Assets:
		return assetID(r.cells["site"].text, parent)
	default:
		return placeID(parent)
	}
}

func placeID(key string) string       { return "place " + key }
func assetID(site, key string) string { return "asset " + site + " " + key }
func contractID(key string) string    { return "contract " + key }

func connectionID(site, name string) string { return "connection " + site + " " + name }

// named is the last of the fields that tell rows of a kind apart.
func (k Kind) named() string {
	switch k {
	case EVSEs:
		return "ocpp_id"
	case Connections:
		return "name"
	case Constraints, Allocations:
		return "effective_from"
	default:
		return "key"
	}
}

// refuseTwice takes out the rows whose keys stood before.
func (t *taking) refuseTwice() {
	seen := map[string]bool{}
	t.rows = slices.DeleteFunc(t.rows, func(r *row) bool {
		id := r.id()
		if strings.HasSuffix(id, " ") && r.kind != Connections { // without a key: that is said by its name
			return false
		}
		if seen[id] {
			field := r.kind.named()
			t.fields(r).refuse(field, reason.New(reason.DuplicateName, reason.Params{"field": field, "name": r.cells[field].text}))
		}
		known := seen[id]
		seen[id] = true
		return known
	})
}

func (t *taking) note(r *row, key string, outcome Outcome) {
	t.done = append(t.done, Row{File: r.file, Line: r.line, Kind: r.kind, Key: key, Outcome: outcome})
}

// parent is the place that a row says it stands under, the zero Node for none; false where that is wrong.
func (t *taking) parent(f *fields) (places.Node, bool) {
	key := f.row.cells["parent"].text
	if key == "" {
		return places.Node{}, true
	}
	if n, ok := t.nodes[key]; ok {
		return n, true
	}
	f.unknown("parent", key, placeID(key), "the key of a place that exists or stands in these files")
	return places.Node{}, false
}

// unknown notes that what a field names is not there; where a row of these files would have made it, that
// row's own problem is enough.
func (f *fields) unknown(field, key, id, want string) {
	f.bad = true
	if !f.into.failed[id] {
		f.refuse(field, reason.Invalid(field, key, want))
	}
}

func (t *taking) node(ctx context.Context, f *fields) error {
	key, kind := f.need("key"), places.Kind(strings.ToUpper(f.need("kind")))
	parent, ok := t.parent(f)
	was, exists := t.nodes[key]
	if !exists {
		name := f.need("name")
		if !ok || f.bad {
			return nil
		}
		n, err := places.NewService(t.tree).Add(ctx, t.by, places.NewNode{Parent: parent.ID, Kind: kind, Key: key, Name: name})
		if err != nil {
			return f.failed(err)
		}
		t.nodes[key], t.nodeKeys[n.ID] = n, key
		t.note(f.row, key, Made)
		return nil
	}
	f.keeps("kind", string(kind), string(was.Kind))
	if _, said := f.row.cells["parent"]; said && ok {
		f.keeps("parent", refOf(parent), t.nodeKeys[was.Parent])
	}
	f.inUse("key", key, was.Archived)
	name := was.Name
	f.text("name", &name)
	if f.bad {
		return nil
	}
	if name == was.Name {
		t.note(f.row, key, Same)
		return nil
	}
	n, err := places.NewService(t.tree).Rename(ctx, t.by, places.Versioned{ID: was.ID, Version: was.Version}, &name, nil)
	if err != nil {
		return f.failed(err)
	}
	t.nodes[key] = n
	t.note(f.row, key, Changed)
	return nil
}

// keeps refuses another value for what is said once.
func (f *fields) keeps(field, said, was string) {
	if said != was {
		f.refuse(field, reason.Invalid(field, said, fmt.Sprintf("%q as it is: this is not changed by an import", was)))
	}
}

// inUse refuses what is archived.
func (f *fields) inUse(field, key string, archived *time.Time) {
	if archived != nil {
		f.refuse(field, reason.Invalid(field, key, "what is in use: this one is archived; bring it back first"))
	}
}

func (t *taking) site(ctx context.Context, f *fields) error {
	key := f.need("key")
	parent, ok := t.parent(f)
	was, exists := t.sites[key]
	sheet := was.What
	if !exists || sheet.Key != "" { // otherwise it is named by its id
		sheet.Key = key
	}
	f.text("name", &sheet.Name)
	f.text("time_zone", &sheet.TimeZone)
	f.text("address", &sheet.Address)
	f.number("latitude", &sheet.Latitude)
	f.number("longitude", &sheet.Longitude)
	f.text("segment", &sheet.Segment)
	f.text("market_region", &sheet.MarketRegion)
	f.text("grid_operator_id", &sheet.GridOperatorID)
	f.whole("capex", &sheet.Capex)
	f.text("capex_currency", &sheet.CapexCurrency)
	f.text("commissioned_on", &sheet.CommissionedOn)
	if _, said := f.row.cells["parent"]; exists && said && ok {
		f.keeps("parent", refOf(parent), t.nodeKeys[orNone(sheet.Parent)])
	}
	if !exists && parent.ID != uuid.Nil {
		sheet.Parent = &parent.ID
	}
	on := places.Desk[places.SiteSheet]{Shelf: t.shelves.Sites, Needs: identity.Places}
	stored, err := upsert(ctx, f, on, entry[places.SiteSheet]{was, sheet, key, "key"})
	if err == nil && stored.ID != uuid.Nil {
		t.sites[key] = stored
	}
	return err
}

func orNone(id *uuid.UUID) uuid.UUID {
	if id == nil {
		return uuid.Nil
	}
	return *id
}

// entry is what a row says of a thing, beside the thing as it is: the zero Thing but for its site where it
// is new. Field is the one that holds its key.
type entry[T any] struct {
	was        places.Thing[T]
	what       T
	key, field string
}

// upsert stores what a row says where that is new, and notes what became of the row.
func upsert[T any, P interface {
	*T
	Check() places.Faults
}](ctx context.Context, f *fields, on places.Desk[T], e entry[T]) (places.Thing[T], error) {
	t, was := f.into, e.was
	f.inUse(e.field, e.key, was.Archived)
	f.faults(P(&e.what).Check())
	if f.bad {
		return places.Thing[T]{}, nil
	}
	if was.Version > 0 && reflect.DeepEqual(was.What, e.what) {
		t.note(f.row, e.key, Same)
		return was, nil
	}
	id, outcome := was.ID, Changed
	if was.Version == 0 {
		var err error
		if id, err = places.RequestID(t.by.Tenant.ID, "import", ""); err != nil {
			return places.Thing[T]{}, fmt.Errorf("name a row: %w", err)
		}
		outcome = Made
	}
	stored, err := places.Put[T, P](ctx, t.by, on, places.Write[T]{ID: id, SiteKey: was.SiteKey, Version: was.Version, At: t.now, What: e.what})
	if err != nil {
		return places.Thing[T]{}, f.failed(err)
	}
	t.note(f.row, e.key, outcome)
	return stored, nil
}

package bulk

import (
	"context"
	"fmt"
	"math/big"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/google/uuid"

	"ohmstead/backend/identity"
	"ohmstead/backend/places"
	"ohmstead/energy/reason"
)

// constraintAt and allocationAt tell apart what holds from an instant on.
type constraintAt struct {
	connection uuid.UUID
	kind       string
	from       int64
}

type allocationAt struct {
	asset, contract uuid.UUID
	from            int64
}

func atConstraint(c places.Constraint) constraintAt {
	return constraintAt{c.Connection, c.Type, c.From.UnixMicro()}
}

func atAllocation(a places.Allocation) allocationAt {
	return allocationAt{a.Asset, a.Contract, a.From.UnixMicro()}
}

// loadAgreements reads what is agreed with others. What is archived of constraints and allocations holds
// for no instant, so it stands in nobody's way.
func (k *known) loadAgreements(ctx context.Context, s *Service, scope identity.Scope) error {
	constraints, err := s.shelves.Constraints.List(ctx, scope, places.Which{})
	if err != nil {
		return fmt.Errorf("list constraints: %w", err)
	}
	for _, c := range constraints {
		k.constraints[atConstraint(c.What)] = c
	}
	contracts, err := s.shelves.Contracts.List(ctx, scope, places.Which{Archived: true})
	if err != nil {
		return fmt.Errorf("list contracts: %w", err)
	}
	for _, c := range contracts {
		k.contracts[keyOr(c.What.Key, c.ID)] = c
	}
	allocations, err := s.shelves.Allocations.List(ctx, scope, places.Which{})
	if err != nil {
		return fmt.Errorf("list allocations: %w", err)
	}
	for _, a := range allocations {
		k.allocations[atAllocation(a.What)] = a
	}
	return nil
}

// measure is a unit in which a file may give a value, and how many of the canonical one it is.
type measure struct {
	name string
	of   int64
}

// measuresOf are the units of a constraint's value, the canonical one first.
func measuresOf(constraint string) []measure {
	switch constraint {
	case "REACTIVE_POWER":
		return []measure{{"var", 1}, {"kvar", 1_000}, {"Mvar", 1_000_000}}
	case "RAMP_RATE":
		return []measure{{"W/s", 1}, {"kW/s", 1_000}, {"MW/s", 1_000_000}}
	default:
		return []measure{{"W", 1}, {"kW", 1_000}, {"MW", 1_000_000}}
	}
}

// decimalForm is a magnitude that is read exactly.
var decimalForm = regexp.MustCompile(`^[0-9]{1,15}(\.[0-9]{1,9})?$`)

// magnitude reads a value with its unit, which must be one that the constraint is measured in.
func (f *fields) magnitude(constraint string, into *int64) {
	c, ok := f.row.cells["value"]
	if !ok {
		return
	}
	text, unit := f.need("value"), f.need("unit")
	if text == "" || unit == "" {
		return
	}
	measures := measuresOf(constraint)
	i := slices.IndexFunc(measures, func(m measure) bool { return m.name == unit })
	if i < 0 {
		names := make([]string, len(measures))
		for i, m := range measures {
			names[i] = m.name
		}
		f.refuse("unit", reason.New(reason.UnknownUnit, reason.Params{"unit": unit, "channel": constraint, "want": strings.Join(names, ", ")}))
		return
	}
	value, exact := new(big.Rat), decimalForm.MatchString(c.text)
	if exact {
		value, exact = value.SetString(c.text)
	}
	if exact {
		value.Mul(value, new(big.Rat).SetInt64(measures[i].of))
	}
	if !exact || !value.IsInt() || !value.Num().IsInt64() {
		f.refuse("value", reason.Invalid("value", c.text, "a magnitude without sign and separators, whole in "+measures[0].name))
		return
	}
	*into = value.Num().Int64()
}

// instant reads an instant; one that is the same as before stays as it is.
func (f *fields) instant(field string) (time.Time, bool) {
	text := f.row.cells[field].text
	at, err := time.Parse(time.RFC3339, text)
	if err != nil || at.Year() < 1900 || at.Year() > 9999 {
		f.refuse(field, reason.Invalid(field, text, "an instant with its distance from UTC, as 2026-06-01T00:00:00Z or 2026-06-01T00:00:00+02:00"))
		return time.Time{}, false
	}
	return at.UTC().Truncate(time.Microsecond), true
}

// begin reads an instant that must be there.
func (f *fields) begin(field string) (time.Time, bool) {
	if f.need(field) == "" {
		return time.Time{}, false
	}
	return f.instant(field)
}

// end reads an instant that need not be there: without it, without end.
func (f *fields) end(field string, into **time.Time) {
	c, ok := f.row.cells[field]
	switch {
	case !ok:
	case c.text == "":
		*into = nil
	default:
		if at, ok := f.instant(field); ok && (*into == nil || !at.Equal(**into)) {
			*into = &at
		}
	}
}

// named is the grid connection of the site that a row names; one that stands alone need not be named.
func (t *taking) named(f *fields, site places.Thing[places.SiteSheet]) (uuid.UUID, bool) {
	name := f.row.cells["connection"].text
	var found, inUse []places.Thing[places.Connection]
	for _, c := range t.connections[site.SiteKey] {
		if c.Archived != nil {
			continue
		}
		inUse = append(inUse, c)
		if c.What.Name == name {
			found = append(found, c)
		}
	}
	if len(found) == 0 && name == "" && len(inUse) == 1 {
		found = inUse
	}
	switch {
	case len(found) == 1:
		return found[0].ID, true
	case len(found) > 1:
		f.refuse("connection", reason.Invalid("connection", name, "a name that one grid connection of the site has: several have this one"))
	default:
		f.unknown("connection", name, connectionID(f.row.cells["site"].text, name), "the name of a grid connection of the same site that exists or stands in these files")
	}
	return uuid.Nil, false
}

func (t *taking) constraint(ctx context.Context, f *fields) error {
	site, ok := t.siteOf(f)
	if !ok {
		return nil
	}
	connection, named := t.named(f, site)
	kind := strings.ToUpper(f.need("type"))
	if kind != "" && !slices.Contains(places.ConstraintTypes(), kind) {
		f.refuse("type", reason.Invalid("type", kind, "one of "+strings.Join(places.ConstraintTypes(), ", ")))
	}
	from, begins := f.begin("effective_from")
	said := places.Constraint{Connection: connection, Type: kind, From: from}
	was, exists := t.constraints[atConstraint(said)]
	what := said
	if exists {
		what = was.What
	}
	f.end("effective_to", &what.To)
	if _, given := f.row.cells["value"]; !given && !exists {
		f.need("value")
	}
	if !f.said("type") {
		f.magnitude(kind, &what.Value)
	}
	if !named || !begins || f.bad {
		return nil
	}
	was.SiteKey = site.SiteKey
	key := strings.TrimSpace(f.row.cells["connection"].text + " " + kind)
	stored, err := upsert(ctx, f, places.Desk[places.Constraint]{Shelf: t.shelves.Constraints, Needs: identity.Places}, entry[places.Constraint]{was, what, key, "effective_from"})
	if err == nil && stored.ID != uuid.Nil {
		t.constraints[atConstraint(said)] = stored
	}
	return err
}

func (t *taking) contract(ctx context.Context, f *fields) error {
	key := f.need("key")
	was, exists := t.contracts[key]
	what := was.What
	if !exists || what.Key != "" { // otherwise it is named by its id
		what.Key = key
	}
	f.text("counterparty", &what.Counterparty)
	f.text("contract_type", &what.Type)
	what.Type = strings.ToUpper(what.Type)
	f.text("settlement_model", &what.Settlement)
	f.text("terms_ref", &what.Terms)
	if _, given := f.row.cells["starts_at"]; given || !exists {
		if at, ok := f.begin("starts_at"); ok && !at.Equal(what.From) {
			what.From = at
		}
	}
	f.end("ends_at", &what.To)
	if key == "" {
		return nil
	}
	stored, err := upsert(ctx, f, places.Desk[places.Contract]{Shelf: t.shelves.Contracts, Needs: identity.Contracts}, entry[places.Contract]{was, what, key, "key"})
	if err == nil && stored.ID != uuid.Nil {
		t.contracts[key] = stored
	}
	return err
}

func (t *taking) allocation(ctx context.Context, f *fields) error {
	site, ok := t.siteOf(f)
	if !ok {
		return nil
	}
	var asset *uuid.UUID
	if f.need("asset") != "" {
		asset = t.assetOf(f, site, "asset")
	}
	key := f.need("contract")
	contract, agreed := t.contracts[key]
	if key != "" && !agreed {
		f.unknown("contract", key, contractID(key), "the key of a contract that exists or stands in these files")
	}
	from, begins := f.begin("effective_from")
	if asset == nil || !agreed || !begins {
		f.watts(nil)
		return nil
	}
	said := places.Allocation{Asset: *asset, Contract: contract.ID, From: from}
	was, exists := t.allocations[atAllocation(said)]
	what := said
	if exists {
		what = was.What
	}
	f.end("effective_to", &what.To)
	if _, given := f.row.cells["allocated_watts"]; given || !exists {
		f.watts(&what.Watts)
	}
	was.SiteKey = site.SiteKey
	stored, err := upsert(ctx, f, places.Desk[places.Allocation]{Shelf: t.shelves.Allocations, Needs: identity.Contracts}, entry[places.Allocation]{was, what, f.row.cells["asset"].text + " " + key, "effective_from"})
	if err == nil && stored.ID != uuid.Nil {
		t.allocations[atAllocation(said)] = stored
	}
	return err
}

// watts reads how much is promised, into nowhere where only its faults are of interest.
func (f *fields) watts(into *int64) {
	if f.need("allocated_watts") == "" {
		return
	}
	var watts *int64
	f.whole("allocated_watts", &watts)
	if watts != nil && into != nil {
		*into = *watts
	}
}

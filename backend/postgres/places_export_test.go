package postgres_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"
	"pgregory.net/rapid"

	"ohmstead/backend/identity"
	"ohmstead/backend/places"
	"ohmstead/backend/places/bulk"
	"ohmstead/backend/postgres"
	"ohmstead/energy/reason"
)

const agreements = plant + `
grid_constraints:
  - {site: plant, connection: Feed A, type: EXPORT_LIMIT, effective_from: 2026-01-01T00:00:00+01:00, effective_to: 2026-07-01T00:00:00Z, value: 70.5, unit: kW}
  - {site: plant, connection: Feed A, type: EXPORT_LIMIT, effective_from: 2026-07-01T00:00:00Z, value: 60000, unit: W}
  - {site: plant, type: REACTIVE_POWER, effective_from: 2026-01-01T00:00:00Z, value: 0.02, unit: Mvar}
energy_contracts:
  - {key: ppa, counterparty: Utility, contract_type: PPA, starts_at: 2026-01-01T00:00:00Z, ends_at: 2031-01-01T00:00:00Z, terms_ref: contracts/17.pdf}
  - {key: flex, counterparty: Aggregator, contract_type: FLEXIBILITY, starts_at: 2026-01-01T00:00:00Z}
asset_contract_links:
  - {site: plant, asset: battery0, contract: ppa, effective_from: 2026-01-01T00:00:00Z, allocated_watts: 30000}
  - {site: plant, asset: battery0, contract: flex, effective_from: 2026-01-01T00:00:00Z, effective_to: 2027-01-01T00:00:00Z, allocated_watts: 20000}
`

// elsewhere is an importer at a tenant of its own, which has nothing.
func (k importer) elsewhere() importer {
	k.t.Helper()
	tenant, err := postgres.CreateTenant(k.t.Context(), k.cfg, "Tenant "+uuid.NewString())
	if err != nil {
		k.t.Fatal(err)
	}
	w := &world{DB: k.DB, t: k.t, cfg: k.cfg, super: k.super, tenant: tenant, scope: identity.Scope{Tenant: tenant.Key, AllSites: true}}
	return importer{caretaker{world: w, Shelves: k.Shelves, by: w.steward(everywhere(identity.Owner)).by}}
}

func (k importer) give(site uuid.UUID) bulk.Export {
	k.t.Helper()
	out, err := bulk.NewService(k.DB, k.Shelves, k.Together).Give(k.t.Context(), k.scope, site)
	if err != nil {
		k.t.Fatal(err)
	}
	return out
}

func (k importer) yaml(content string) string {
	k.t.Helper()
	return told(k.take(false, bulk.File{Name: "places.yaml", Content: content}))
}

func (k importer) siteOf(key string) places.Thing[places.SiteSheet] {
	k.t.Helper()
	sites, err := k.Sites.List(k.t.Context(), k.scope, places.Which{})
	if err != nil {
		k.t.Fatal(err)
	}
	return sites[slices.IndexFunc(sites, func(s places.Thing[places.SiteSheet]) bool { return s.What.Key == key })]
}

func TestImport_AgreementsAreMadeKnownAndChanged(t *testing.T) {
	k := importer{newCaretaker(t)}.elsewhere()
	if got := k.yaml(agreements); got != "stored true, made 16, changed 1, same 0" {
		t.Fatal(got)
	}
	if got := k.yaml(agreements); got != "stored true, made 0, changed 0, same 17" {
		t.Errorf("the same again: %s", got)
	}
	found, err := k.Constraints.List(t.Context(), k.scope, places.Which{})
	if err != nil || len(found) != 3 || found[0].What.Value != 70_500 || found[1].What.Value != 60_000 || found[2].What.Value != 20_000 {
		t.Errorf("units are turned into W and var: %+v, %v", found, err)
	}
	// The second begins where the first is to end: written before it, it is right once the first is shortened.
	got := told(k.take(false,
		bulk.File{Name: "grid_constraints.csv", Content: "site,connection,type,effective_from,effective_to,value,unit\n" +
			"plant,Feed A,EXPORT_LIMIT,2026-03-01T00:00:00Z,2026-07-01T00:00:00Z,65,kW\nplant,Feed A,EXPORT_LIMIT,2025-12-31T23:00:00Z,2026-03-01T00:00:00Z,70500,W\n"},
		bulk.File{Name: "asset_contract_links.csv", Content: "site,asset,contract,effective_from,effective_to,allocated_watts\n" +
			"plant,battery0,flex,2026-01-01T00:00:00Z,2027-01-01T00:00:00Z,40000\nplant,battery0,ppa,2026-01-01T00:00:00Z,,10000\n"}))
	if got != "stored true, made 1, changed 3, same 0" {
		t.Errorf("changed together: %s", got)
	}
}

// Each of the first three fits only once the next one has been shortened: the file lists them the wrong way
// round, so that a pass takes one more of them from its end.
func TestImport_WhatIsRefusedInTheLastPassIsAProblem(t *testing.T) {
	k := importer{newCaretaker(t)}.elsewhere()
	row := func(contract string, from, to, watts int) string {
		return fmt.Sprintf("plant,battery0,%s,2026-03-%02dT00:00:00Z,2026-03-%02dT00:00:00Z,%d\n", contract, from, to, watts)
	}
	links := func(rows ...string) bulk.File {
		return bulk.File{Name: "asset_contract_links.csv", Content: "site,asset,contract,effective_from,effective_to,allocated_watts\n" + strings.Join(rows, "")}
	}
	got := told(k.take(false,
		bulk.File{Name: "places.yaml", Content: plant},
		bulk.File{Name: "energy_contracts.csv", Content: "key,counterparty,contract_type,starts_at\n" +
			"o,Utility,PPA,2026-01-01T00:00:00Z\np,Utility,PPA,2026-01-01T00:00:00Z\nq,Utility,PPA,2026-01-01T00:00:00Z\nr,Utility,PPA,2026-01-01T00:00:00Z\n"},
		links(row("o", 7, 10, 12500), row("p", 5, 20, 12500), row("q", 3, 25, 12500), row("r", 1, 30, 12500))))
	if !strings.HasPrefix(got, "stored true") {
		t.Fatal(got)
	}
	before := k.give(uuid.Nil).YAML()
	o, p, q, r := row("o", 7, 10, 50000), row("p", 5, 6, 50000), row("q", 3, 4, 50000), row("r", 1, 2, 12500)
	got = told(k.take(false, links(o, p, q, r)))
	if !strings.HasPrefix(got, "stored false") || !strings.Contains(got, "asset_contract_links.csv:2: ALLOCATION_TOO_LARGE") || strings.Count(got, "\n") != 1 {
		t.Errorf("a row that was not taken: %s", got)
	}
	if after := k.give(uuid.Nil).YAML(); after != before {
		t.Errorf("what was refused has changed\n%s\nto\n%s", before, after)
	}
	if got = told(k.take(false, links(r, q, p, o))); got != "stored true, made 0, changed 4, same 0" {
		t.Errorf("the right way round: %s", got)
	}
}

func TestImport_ListsEveryProblemOfAgreements(t *testing.T) {
	k := importer{newCaretaker(t)}.elsewhere()
	if got := k.yaml(agreements); !strings.HasPrefix(got, "stored true") {
		t.Fatal(got)
	}
	before := k.give(uuid.Nil).YAML()
	got := told(k.take(true,
		bulk.File{Name: "grid_constraints.csv", Content: "site,connection,type,effective_from,effective_to,value,unit\n" +
			"plant,Feed A,EXPORT_LIMIT,2026-06-01T00:00:00Z,2026-08-01T00:00:00Z,1,W\n" + // 2
			"plant,Feed B,RAMP_RATE,2026-06-01T00:00:00Z,,1,W/s\n" +
			"plant,Feed A,RAMP_RATE,2026-06-01T00:00:00Z,,1,kW\n" +
			"plant,Feed A,RAMP_RATE,2026-06-01,,1,kW/s\n" +
			"plant,Feed A,RAMP_RATE,2026-06-01T00:00:00Z,2026-05-01T00:00:00Z,-1,W/s\n" + // 6
			"plant,Feed A,VOLTAGE,2026-06-01T00:00:00Z,,1,V\n" +
			"plant,Feed A,RAMP_RATE,2026-09-01T00:00:00Z,,0.0005,kW/s\n" +
			"plant,Feed A,RAMP_RATE,2026-09-01T02:00:00+02:00,,1,W/s\n" +
			"plant,Feed A,RAMP_RATE,2026-10-01T00:00:00Z,,1,\n"}, // 10
		bulk.File{Name: "energy_contracts.csv", Content: "key,counterparty,contract_type,starts_at,ends_at\n" +
			"bad,Utility,LEASE,2026-01-01T00:00:00Z,2025-01-01T00:00:00Z\n" +
			"new,,PPA,,\n"},
		bulk.File{Name: "asset_contract_links.csv", Content: "site,asset,contract,effective_from,effective_to,allocated_watts\n" +
			"plant,battery0,ppa,2026-06-01T00:00:00Z,,1\n" + // 50 kW are promised already
			"plant,roof,ppa,2026-06-01T00:00:00Z,,1\n" +
			"plant,battery0,none,2026-06-01T00:00:00Z,,5 kW\n" +
			"plant,battery0,bad,2028-06-01T00:00:00Z,,1000\n" + // its contract is refused: not said again
			"plant,charger0,ppa,2026-06-01T00:00:00Z,,1\n"}, // nobody said what it can do
	))
	for _, line := range []string{
		"grid_constraints.csv:2: PERIODS_OVERLAP: another EXPORT_LIMIT holds",
		"grid_constraints.csv:3: INVALID_VALUE: connection is Feed B, want the name of a grid connection of the same site",
		"grid_constraints.csv:4: UNKNOWN_UNIT: unit kW does not fit RAMP_RATE; want W/s, kW/s, MW/s",
		"grid_constraints.csv:5: INVALID_VALUE: effective_from is 2026-06-01, want an instant",
		"grid_constraints.csv:6: DUPLICATE_NAME: effective_from",
		"grid_constraints.csv:7: INVALID_VALUE: type is VOLTAGE",
		"grid_constraints.csv:8: INVALID_VALUE: value is 0.0005, want a magnitude without sign and separators, whole in W/s",
		"grid_constraints.csv:9: DUPLICATE_NAME: effective_from",
		"grid_constraints.csv:10: MISSING_FIELD: unit",
		"energy_contracts.csv:2: INVALID_VALUE: contract_type is LEASE",
		"energy_contracts.csv:2: INVALID_VALUE: ends_at is 2025-01-01T00:00:00Z, want after 2026-01-01",
		"energy_contracts.csv:3: MISSING_FIELD: counterparty", "energy_contracts.csv:3: MISSING_FIELD: starts_at",
		"asset_contract_links.csv:2: ALLOCATION_TOO_LARGE: together 50001 W",
		"asset_contract_links.csv:3: INVALID_VALUE: asset is roof",
		"asset_contract_links.csv:4: INVALID_VALUE: contract is none", "asset_contract_links.csv:4: INVALID_VALUE: allocated_watts is 5 kW",
		"asset_contract_links.csv:6: ALLOCATION_TOO_LARGE: together 1 W",
	} {
		if strings.Count(got, line) != 1 {
			t.Errorf("%q stands %d times in\n%s", line, strings.Count(got, line), got)
		}
	}
	if strings.Contains(got, "asset_contract_links.csv:5") || strings.Count(got, "\n") != 18 {
		t.Errorf("more is said than there is:\n%s", got)
	}
	if after := k.give(uuid.Nil).YAML(); after != before {
		t.Errorf("a dry run has changed\n%s\nto\n%s", before, after)
	}
}

// Contracts are the owner's: who holds PLACES alone brings sites, not contracts.
func TestImport_ContractsNeedTheirOwnPermission(t *testing.T) {
	k := importer{newCaretaker(t)}.elsewhere()
	k.by = k.world.steward(everywhere(identity.Engineer)).by
	got := k.yaml(agreements)
	if strings.Count(got, "FORBIDDEN") != 2 || !strings.HasPrefix(got, "stored false") {
		t.Error(got)
	}
}

func TestExport_OneSiteIsTakenInElsewhere(t *testing.T) {
	here := importer{newCaretaker(t)}.elsewhere()
	if got := here.yaml(agreements + "  - {site: plant, asset: battery0, contract: none, effective_from: 2026-01-01T00:00:00Z, allocated_watts: 1}\n"); !strings.HasPrefix(got, "stored false") {
		t.Fatal(got)
	}
	if got := here.yaml(agreements); !strings.HasPrefix(got, "stored true") {
		t.Fatal(got)
	}
	if got := here.yaml("sites:\n  - {key: other, name: Other, time_zone: Europe/Paris}\nenergy_contracts:\n  - {key: alone, counterparty: U, contract_type: RETAIL, starts_at: 2026-01-01T00:00:00Z}\n"); !strings.HasPrefix(got, "stored true") {
		t.Fatal(got)
	}
	given := here.give(here.siteOf("plant").ID)
	there := here.elsewhere()
	if got := there.yaml(given.YAML()); got != "stored true, made 16, changed 1, same 0" {
		t.Errorf("%s of\n%s", got, given.YAML())
	}
	if again := there.give(uuid.Nil).YAML(); again != given.YAML() || strings.Contains(again, "alone") || strings.Contains(again, "other") {
		t.Errorf("given\n%s\nfrom there\n%s", given.YAML(), again)
	}
	_, err := bulk.NewService(here.DB, here.Shelves, here.Together).Give(t.Context(), there.scope, here.siteOf("plant").ID)
	if !has(err, reason.NotFound) {
		t.Errorf("another tenant's site: %v", err)
	}
}

// What has no key is found again where it came from; what no row can name is said to be left out.
func TestExport_WithoutKeysNothingIsMadeTwice(t *testing.T) {
	k := importer{newCaretaker(t)}
	k.keepThings()
	given := k.give(uuid.Nil)
	if len(given.Left) != 3 || !strings.Contains(given.YAML(), "# Not in this file: grid connection \"\"") {
		t.Errorf("two connections without a name cannot be told apart, nor what is laid upon one: %q", given.Left)
	}
	for _, f := range []bulk.File{{Name: "all.yaml", Content: given.YAML()}, {Name: "evses.csv", Content: given.CSV(bulk.EVSEs)}, {Name: "energy_contracts.csv", Content: given.CSV(bulk.Contracts)}} {
		got := told(k.take(false, f))
		if !strings.HasPrefix(got, "stored true, made 0, changed 0") {
			t.Errorf("%s: %s", got, f.Content)
		}
	}
}

// Whatever a tenant holds comes out of one tenant and into another as it was, as YAML and as tables.
func TestExport_RoundTrip(t *testing.T) {
	k := importer{newCaretaker(t)}
	drawn := rapid.Custom(drawPlaces)
	for seed := range 12 { // each takes three tenants
		file := drawn.Example(seed)
		here := k.elsewhere()
		if got := here.yaml(file); !strings.HasPrefix(got, "stored true") {
			t.Fatalf("%s\nof\n%s", got, file)
		}
		given := here.give(uuid.Nil)
		if len(given.Left) > 0 {
			t.Fatalf("left out: %q", given.Left)
		}
		if got := here.yaml(given.YAML()); !strings.HasPrefix(got, "stored true, made 0, changed 0") {
			t.Fatalf("taken in where it came from: %s\n%s", got, given.YAML())
		}
		byYAML, byTable := k.elsewhere(), k.elsewhere()
		if got := byYAML.yaml(given.YAML()); !strings.HasPrefix(got, "stored true") {
			t.Fatalf("%s\nof\n%s", got, given.YAML())
		}
		var tables []bulk.File
		for _, kind := range bulk.Kinds() {
			tables = append(tables, bulk.File{Name: string(kind) + ".csv", Content: given.CSV(kind)})
		}
		if got := told(byTable.take(false, tables...)); !strings.HasPrefix(got, "stored true") {
			t.Fatalf("%s\nof\n%v", got, tables)
		}
		for form, other := range map[string]importer{"YAML": byYAML, "tables": byTable} {
			if got := other.give(uuid.Nil).YAML(); got != given.YAML() {
				t.Fatalf("by %s\n%s\nwas\n%s", form, got, given.YAML())
			}
		}
	}
}

// drawPlaces is a file of sites with what may stand there, its texts as awkward as people write them.
func drawPlaces(t *rapid.T) string {
	awkward := rapid.SampledFrom([]string{"", "Plant", "Werk; Nord", `a "quoted" one`, "null", "true", "0017", "2026-05-04", "- dash", "a: b", "# no comment", "two\nlines", "[x]", "{y}", "Straße 1, Ulm", "'", "*", "=1+1", "1e3", "~", "a\\b"})
	number := func(name string, most int) int { return rapid.IntRange(0, most).Draw(t, name) }
	out := map[bulk.Kind][]string{}
	row := func(kind bulk.Kind, pairs ...any) {
		cells := make([]string, 0, len(pairs)/2)
		for i := 0; i < len(pairs); i += 2 {
			switch v := pairs[i+1].(type) {
			case string:
				cells = append(cells, fmt.Sprintf("%s: %q", pairs[i], v))
			case []string:
				cells = append(cells, fmt.Sprintf("%s: [%s]", pairs[i], strings.Join(v, ", ")))
			default:
				cells = append(cells, fmt.Sprintf("%s: %v", pairs[i], pairs[i+1]))
			}
		}
		out[kind] = append(out[kind], "  - {"+strings.Join(cells, ", ")+"}\n")
	}
	named := func(name string) string {
		if text := awkward.Draw(t, name); text != "" {
			return text
		}
		return "N"
	}
	day := func(n int) string { return time.Date(2026, 1, 1+n, 0, 0, 0, 0, time.UTC).Format(time.RFC3339) }
	row(bulk.Nodes, "key", "top", "kind", "ENTERPRISE", "name", named("enterprise"))
	for c := range number("contracts", 2) {
		row(bulk.Contracts, "key", fmt.Sprintf("c%d", c), "counterparty", named("counterparty"), "contract_type", "PPA", "starts_at", day(c), "settlement_model", awkward.Draw(t, "settlement"), "terms_ref", awkward.Draw(t, "terms"))
	}
	for s := range number("sites", 2) {
		site := fmt.Sprintf("s%d", s)
		row(bulk.Sites, "key", site, "name", named("site"), "time_zone", "Europe/Berlin", "address", awkward.Draw(t, "address"), "parent", rapid.SampledFrom([]string{"", "top"}).Draw(t, "parent"),
			"latitude", rapid.SampledFrom([]float64{0, 52.52, -89.999999}).Draw(t, "latitude"), "longitude", 13.405)
		if number("building", 1) == 1 {
			row(bulk.Nodes, "key", site+"b", "kind", "BUILDING", "name", named("building"), "parent", site)
		}
		for a := range number("assets", 3) {
			asset := fmt.Sprintf("a%d", a)
			row(bulk.Assets, "site", site, "key", asset, "nature", "ESS", "name", named("asset"), "enabled", number("enabled", 1) == 1, "manufacturer", awkward.Draw(t, "manufacturer"), "max_active_power_watts", 1000, "soc_min_percent", 10.5)
			if number("evse", 1) == 1 {
				row(bulk.EVSEs, "site", site, "asset", asset, "ocpp_id", rapid.SampledFrom([]string{"", site + asset}).Draw(t, "ocpp id"), "connector_types", []string{"CHADEMO", "MCS"}, "cluster_id", awkward.Draw(t, "cluster"))
			}
			for c := range len(out[bulk.Contracts]) {
				row(bulk.Allocations, "site", site, "asset", asset, "contract", fmt.Sprintf("c%d", c), "effective_from", day(c), "effective_to", day(c+1+number("days", 9)), "allocated_watts", 1+number("watts", 499))
			}
		}
		for c := range number("connections", 2) {
			name := fmt.Sprintf("%s%d", awkward.Draw(t, "connection"), c)
			row(bulk.Connections, "site", site, "name", name, "protection_scheme", awkward.Draw(t, "protection"), "import_capacity_watts", number("capacity", 9))
			for n := range number("constraints", 2) {
				row(bulk.Constraints, "site", site, "connection", name, "type", "RAMP_RATE", "effective_from", day(n), "effective_to", day(n+1), "value", 1+number("ramp", 2), "unit", "kW/s")
			}
		}
	}
	var file strings.Builder
	for _, kind := range bulk.Kinds() {
		if len(out[kind]) > 0 {
			file.WriteString(string(kind) + ":\n" + strings.Join(out[kind], ""))
		}
	}
	return file.String()
}

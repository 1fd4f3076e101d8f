package postgres_test

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"ohmstead/backend/datamodel"
	"ohmstead/backend/identity"
	"ohmstead/energy/reason"
	"ohmstead/energy/slot"
)

// The model is what the catalog says: tables with comments, columns, keys and references, and counts
// of one's own rows alone.
func TestModel_TellsTheCatalog(t *testing.T) {
	w := newWorld(t)
	other := populate(t, w.DB, w.cfg)
	w.fill()
	other.fill()
	w.roll()
	found, err := w.Model(t.Context(), w.scope)
	if err != nil {
		t.Fatal(err)
	}
	tables := map[string]datamodel.Table{}
	for _, table := range found {
		tables[table.Name] = table
		if table.About == "" || len(table.Columns) == 0 {
			t.Errorf("%s has the comment %q and %d columns", table.Name, table.About, len(table.Columns))
		}
	}
	for name := range tenantTables(t, w.super) {
		if _, ok := tables[name]; ok == strings.HasPrefix(name, "samples_") {
			t.Errorf("of %s the model says %v", name, ok)
		}
	}
	if n := tables["sites"].Rows; n == nil || *n != 1 {
		t.Errorf("there are %v sites of one's own, want 1", n)
	}
	assets := tables["assets"]
	refers := map[string]bool{}
	for _, r := range assets.References {
		refers[r.Table] = true
	}
	if !refers["sites"] || !refers["devices"] || !refers["assets"] {
		t.Errorf("assets refer to %v", refers)
	}
	if n := tables["samples"]; n.Rows == nil || *n.Rows < 41 || len(n.Columns) != 7 {
		t.Errorf("there are %v samples", n.Rows)
	}
	if newest := tables["rollups_15m"].Newest; newest == nil || !newest.Equal(noon().Add(slot.QuarterHour)) {
		t.Errorf("the newest quarter hour is %v", newest)
	}
	if newest := tables["audit_log"].Newest; newest == nil || time.Since(*newest) > time.Hour {
		t.Errorf("the newest entry of the log is %v", newest)
	}
	secret := map[string]bool{}
	for _, table := range found {
		for _, c := range table.Columns {
			if c.Secret {
				secret[table.Name+"."+c.Name] = true
			}
		}
	}
	for _, want := range []string{"users.password_hash", "sessions.hash", "report_versions.result"} {
		if !secret[want] {
			t.Errorf("%s is no secret; secrets are %v", want, secret)
		}
	}
	if secret["audit_seals.hash"] || secret["sites.time_zone"] {
		t.Errorf("secrets are %v", secret)
	}
}

// Rows are those of the scope, without secrets, and those of tables that are not about sites are for
// who sees all sites.
func TestModel_ShowsRowsOfTheScope(t *testing.T) {
	w := newWorld(t)
	other := populate(t, w.DB, w.cfg)
	w.fill()
	other.fill()
	for _, table := range []string{"sites", "samples", "users", "audit_log", "report_versions"} {
		page, err := w.Rows(t.Context(), w.scope, table, 3)
		if err != nil || len(page.Rows) == 0 || len(page.Rows) > 3 || len(page.Columns) < 3 {
			t.Fatalf("%s: %d rows, %v", table, len(page.Rows), err)
		}
		for _, row := range page.Rows {
			if row["tenant_id"] != float64(w.tenant.Key) {
				t.Errorf("%s shows %v", table, row)
			}
		}
		if hidden := page.Rows[0]["password_hash"]; table == "users" && hidden != "(hidden)" {
			t.Errorf("a password's hash is %v", hidden)
		}
	}
	atSite := identity.Scope{Tenant: w.tenant.Key, Sites: []int32{w.site.Key}}
	if page, err := w.Rows(t.Context(), atSite, "users", 3); err != nil || len(page.Rows) != 0 {
		t.Errorf("who sees one site sees %d users, %v", len(page.Rows), err)
	}
	var there int
	if err := w.super.QueryRow(t.Context(), "SELECT count(*) FROM assets WHERE tenant_id = $1 AND site_id = $2", w.tenant.Key, w.site.Key).Scan(&there); err != nil || there == 0 {
		t.Fatal(there, err)
	}
	if page, err := w.Rows(t.Context(), atSite, "assets", 100); err != nil || len(page.Rows) != there {
		t.Errorf("who sees one site sees %d of its %d assets, %v", len(page.Rows), there, err)
	}
	for _, name := range []string{"pg_authid", "goose_db_version", "sites; DROP TABLE sites", "samples_" + time.Now().UTC().Format("20060102")} {
		if _, err := w.Rows(t.Context(), w.scope, name, 3); !errors.Is(err, reason.New(reason.NotFound, nil)) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// A view that asks with the rights of its caller is one of the tables, with what it is made of; one that would
// show the rows of its owner is none.
func TestModel_ShowsViewsThatKeepTheTenantsApart(t *testing.T) {
	w := newWorld(t)
	other := populate(t, w.DB, w.cfg)
	_, err := w.super.Exec(t.Context(), `CREATE VIEW kinds WITH (security_invoker = true) AS SELECT a.tenant_id, a.site_id, a.key, s.time_zone FROM assets a JOIN sites s ON s.tenant_id = a.tenant_id AND s.site_id = a.site_id;
		COMMENT ON VIEW kinds IS 'Assets with the zones of their sites.'; CREATE VIEW leak AS SELECT * FROM assets; GRANT SELECT ON kinds, leak TO ohm_app`)
	if err != nil {
		t.Fatal(err)
	}
	found, err := w.Model(t.Context(), w.scope)
	if err != nil {
		t.Fatal(err)
	}
	at := slices.IndexFunc(found, func(t datamodel.Table) bool { return t.Name == "kinds" })
	if at < 0 || slices.ContainsFunc(found, func(t datamodel.Table) bool { return t.Name == "leak" }) {
		t.Fatalf("the view is at %d of %d tables, or the one that leaks is shown", at, len(found))
	}
	view := found[at]
	if !view.View || view.About == "" || len(view.Columns) != 4 || view.Rows == nil || *view.Rows != 4 {
		t.Errorf("the view is %+v", view)
	}
	if len(view.References) != 2 || view.References[0].Table != "assets" || view.References[1].Table != "sites" {
		t.Errorf("it is made of %+v", view.References)
	}
	page, err := w.Rows(t.Context(), w.scope, "kinds", 10)
	if err != nil || len(page.Rows) != 4 {
		t.Fatalf("%d rows, %v", len(page.Rows), err)
	}
	for _, row := range page.Rows {
		if row["tenant_id"] == float64(other.tenant.Key) {
			t.Errorf("it shows another tenant's %v", row)
		}
	}
	if _, err := w.Rows(t.Context(), w.scope, "leak", 10); !errors.Is(err, reason.New(reason.NotFound, nil)) {
		t.Errorf("rows of a view that leaks: %v", err)
	}
}

// What is of all tenants is shown to everybody who may read.
func TestModel_WhatIsOfAllTenantsIsForEverybody(t *testing.T) {
	w := newWorld(t)
	page, err := w.Rows(t.Context(), identity.Scope{Tenant: w.tenant.Key, Sites: []int32{w.site.Key}}, "roles", 50)
	if err != nil || len(page.Rows) != len(identity.Roles()) {
		t.Errorf("who sees one site sees %d roles, %v", len(page.Rows), err)
	}
}

// Each entity of document 000 is one table or view of the schema.
func TestModel_NamesEachEntityOfTheDocumentOnce(t *testing.T) {
	w := newWorld(t)
	found, err := w.Model(t.Context(), w.scope)
	if err != nil {
		t.Fatal(err)
	}
	named := map[string][]string{}
	for _, table := range found {
		if entity := datamodel.Entity(table.Name); entity != "" {
			named[entity] = append(named[entity], table.Name)
		}
	}
	for _, entity := range datamodel.DocumentEntities() {
		if n := len(named[entity]); n != 1 {
			t.Errorf("%s is %q: say in datamodel.Entity which one table it is", entity, named[entity])
		}
	}
}

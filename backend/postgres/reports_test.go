package postgres_test

import (
	"bytes"
	"errors"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"

	"ohmstead/backend/identity"
	"ohmstead/backend/postgres"
	"ohmstead/backend/registry"
	"ohmstead/backend/report"
	"ohmstead/energy/reason"
	"ohmstead/energy/slot"
)

// reporter is a world with somebody who runs reports.
type reporter struct {
	*world
	user uuid.UUID
}

func newReporter(t *testing.T) reporter {
	w := newWorld(t)
	user, err := w.CreateUser(t.Context(), w.tenant.Key, postgres.NewUser{User: identity.User{Email: uuid.NewString() + "@example.com", DisplayName: "A"}, Role: identity.Analyst})
	if err != nil {
		t.Fatal(err)
	}
	return reporter{w, user.ID}
}

func (r reporter) run(db *postgres.DB, request report.Request) report.Run {
	r.t.Helper()
	run, err := report.NewService(db).Run(r.t.Context(), r.scope, request, r.user, time.Now())
	if err != nil {
		r.t.Fatal(err)
	}
	return run
}

// A week is the same bytes through other connections, whoever runs it at once makes one version, and
// a change of the data makes the next.
func TestReports_TheSameBytesOverARestart(t *testing.T) {
	r := newReporter(t)
	monday := time.Date(2026, 10, 19, 0, 0, 0, 0, time.UTC) // the week in which summer time ends
	for quarter := range (slot.Interval{From: monday.Add(-2 * time.Hour), To: monday.Add(7*24*time.Hour - time.Hour)}).Split(slot.QuarterHour) {
		r.quarterRow("meter0.ActivePower", quarter.From, 900_000, 9_000)
		r.quarterRow("pv0.ActivePower", quarter.From, 0, 450_000)
		r.quarterRow("battery0.ActivePower", quarter.From, 90_000, 45_000)
	}
	week := report.Request{Kind: report.OfSite, Subject: r.site.ID, Period: report.Week, Day: "2026-10-25"}
	runs := make([]report.Run, 4)
	var group sync.WaitGroup
	for i := range runs {
		group.Go(func() { runs[i] = r.run(r.DB, week) })
	}
	group.Wait()
	made := 0
	for _, run := range runs {
		if run.Made {
			made++
		}
		if run.Version.ID != runs[0].Version.ID || run.Version.Number != 1 {
			t.Errorf("run at once it is %+v", run.Version)
		}
	}
	if made != 1 {
		t.Errorf("%d runs made a version, want 1", made)
	}

	other, err := postgres.Open(t.Context(), r.cfg)
	if err != nil {
		t.Fatal(err)
	}
	defer other.Close()
	again := r.run(other, week)
	if again.Made || !bytes.Equal(again.Version.Result, runs[0].Version.Result) || len(again.Version.Result) < 1000 {
		t.Errorf("run again it is %d bytes, was %d", len(again.Version.Result), len(runs[0].Version.Result))
	}
	if _, err := r.super.Exec(t.Context(), "UPDATE rollups_15m SET energy_away_j = energy_away_j + 1 WHERE tenant_id = $1 AND slot_from = $2", r.tenant.Key, monday); err != nil {
		t.Fatal(err)
	}
	next := r.run(other, week)
	if !next.Made || next.Version.Number != 2 || *next.Version.Replaces != again.Version.ID {
		t.Errorf("after a change it is %+v", next.Version)
	}
}

// A report about a node is one about all sites below, in the zone they share, and is only for those
// who see all of them; a report about a site is for those who see the site.
func TestReports_OfNodesAndScopes(t *testing.T) {
	r := newReporter(t)
	second, err := r.CreateSite(t.Context(), r.tenant.Key, registry.Site{Name: "Barn", TimeZone: "Europe/Berlin"})
	if err != nil {
		t.Fatal(err)
	}
	node := uuid.New()
	_, err = r.super.Exec(t.Context(), `INSERT INTO org_nodes (tenant_id, id, kind, name) VALUES ($1, $2, 'ENTERPRISE', 'Farm')`, r.tenant.Key, node)
	if err == nil {
		_, err = r.super.Exec(t.Context(), `UPDATE org_nodes SET parent_id = $2, parent_path = ARRAY[$2::uuid], parent_kind = 'ENTERPRISE' WHERE tenant_id = $1 AND kind = 'SITE'`, r.tenant.Key, node)
	}
	if err != nil {
		t.Fatal(err)
	}
	r.quarterRow("meter0.ActivePower", time.Date(2026, 6, 1, 10, 0, 0, 0, time.UTC), 900_000, 0)
	ofNode := report.Request{Kind: report.OfNode, Subject: node, Period: report.Day, Day: "2026-06-01"}
	ofSite := report.Request{Kind: report.OfSite, Subject: r.site.ID, Period: report.Day, Day: "2026-06-01"}
	run, onSite := r.run(r.DB, ofNode), r.run(r.DB, ofSite)
	if run.Version.Subject.Name != "Farm" || run.Version.TimeZone != "Europe/Berlin" || !bytes.Contains(run.Version.Result, []byte(second.ID.String())) || !bytes.Contains(run.Version.Result, []byte(`"import_wh":250,`)) {
		t.Errorf("the report about the node is %s", run.Version.Result)
	}

	inBarn := identity.Scope{Tenant: r.tenant.Key, Sites: []int32{second.Key}}
	inHouse := identity.Scope{Tenant: r.tenant.Key, Sites: []int32{r.site.Key}}
	for name, tt := range map[string]struct {
		scope   identity.Scope
		request report.Request
		version uuid.UUID
		found   bool
	}{
		"the node from a site":       {inHouse, ofNode, run.Version.ID, false},
		"the house from the barn":    {inBarn, ofSite, onSite.Version.ID, false},
		"the house from itself":      {inHouse, ofSite, onSite.Version.ID, true},
		"the node from another one":  {identity.Scope{Tenant: r.tenant.Key + 1, AllSites: true}, ofNode, run.Version.ID, false},
		"the house from another one": {identity.Scope{Tenant: r.tenant.Key + 1, AllSites: true}, ofSite, onSite.Version.ID, false},
	} {
		_, errRun := report.NewService(r.DB).Run(t.Context(), tt.scope, tt.request, r.user, time.Now())
		_, errRead := r.Version(t.Context(), tt.scope, tt.version)
		for _, err := range []error{errRun, errRead} {
			if hidden := errors.Is(err, reason.New(reason.NotFound, nil)); hidden == tt.found {
				t.Errorf("%s: %v", name, err)
			}
		}
	}
	if found, _, err := r.Versions(t.Context(), inBarn, report.Filter{}); err != nil || len(found) != 0 {
		t.Errorf("the barn lists %d reports, %v", len(found), err)
	}
}

// Where sites of a node lie in several zones, the zone has to be named.
func TestReports_OfSeveralZones(t *testing.T) {
	r := newReporter(t)
	if _, err := r.CreateSite(t.Context(), r.tenant.Key, registry.Site{Name: "Abroad", TimeZone: "Europe/Lisbon"}); err != nil {
		t.Fatal(err)
	}
	node := uuid.New()
	_, err := r.super.Exec(t.Context(), `INSERT INTO org_nodes (tenant_id, id, kind, name) VALUES ($1, $2, 'ENTERPRISE', 'All')`, r.tenant.Key, node)
	if err == nil {
		_, err = r.super.Exec(t.Context(), `UPDATE org_nodes SET parent_id = $2, parent_path = ARRAY[$2::uuid], parent_kind = 'ENTERPRISE' WHERE tenant_id = $1 AND kind = 'SITE'`, r.tenant.Key, node)
	}
	if err != nil {
		t.Fatal(err)
	}
	request := report.Request{Kind: report.OfNode, Subject: node, Period: report.Day, Day: "2026-06-01"}
	if _, err := report.NewService(r.DB).Run(t.Context(), r.scope, request, r.user, time.Now()); !errors.Is(err, reason.New(reason.InvalidValue, nil)) {
		t.Errorf("without a zone: %v", err)
	}
	request.TimeZone = "Europe/Lisbon"
	if run := r.run(r.DB, request); run.Version.TimeZone != "Europe/Lisbon" {
		t.Errorf("the report is of %s", run.Version.TimeZone)
	}
}

// What a report said cannot be changed: not by the application, and not without its hash.
func TestReports_StayAsTheyWere(t *testing.T) {
	r := newReporter(t)
	r.run(r.DB, report.Request{Kind: report.OfSite, Subject: r.site.ID, Period: report.Day, Day: "2026-06-01"})
	for _, change := range []string{"UPDATE report_versions SET result = 'x'", "DELETE FROM report_versions", "UPDATE report_runs SET run_at = now()"} {
		err := r.InTenant(t.Context(), r.scope, func(tx *postgres.Tx) error {
			_, err := tx.Exec(t.Context(), change)
			return err
		})
		if err == nil {
			t.Errorf("the application may: %s", change)
		}
	}
	if _, err := r.super.Exec(t.Context(), "UPDATE report_versions SET result = 'x' WHERE tenant_id = $1", r.tenant.Key); err == nil {
		t.Error("a result may have another hash than it says")
	}
}

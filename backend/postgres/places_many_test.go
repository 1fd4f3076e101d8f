package postgres_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/google/uuid"

	"ohmstead/backend/places"
)

// manySites is how many sites a large customer has.
const manySites = 3000

// many adds that many sites with their places, each with an asset.
func (w *world) many() {
	w.t.Helper()
	for _, sql := range []string{
		"BEGIN", // sites and their places refer to each other
		fmt.Sprintf("SELECT set_config('app.tenant', '%d', false), set_config('app.all_sites', 'true', false)", w.tenant.Key),
		`CREATE TEMP TABLE many AS SELECT n, nextval(pg_get_serial_sequence('sites', 'site_id'))::int AS site_id, gen_random_uuid() AS node, gen_random_uuid() AS id FROM generate_series(1, ` + fmt.Sprint(manySites) + `) n`,
		fmt.Sprintf("INSERT INTO org_nodes (tenant_id, site_id, id, kind, name) SELECT %d, site_id, node, 'SITE', 'Site ' || to_char(n, 'FM0000') FROM many", w.tenant.Key),
		fmt.Sprintf("INSERT INTO sites (tenant_id, site_id, id, org_node_id, time_zone, latitude, longitude) SELECT %d, site_id, id, node, 'Europe/Berlin', 50, 10 FROM many", w.tenant.Key),
		fmt.Sprintf("INSERT INTO assets (tenant_id, site_id, id, key, name, nature) SELECT %d, site_id, gen_random_uuid(), 'pv0', 'Roof', 'PV' FROM many", w.tenant.Key),
		"COMMIT",
	} {
		if _, err := w.super.Exec(w.t.Context(), sql); err != nil {
			w.t.Fatal(err)
		}
	}
}

// With thousands of sites each is listed, once, and every asset is reached page by page.
func TestThousandsOfSites(t *testing.T) {
	k := newCaretaker(t)
	k.many()
	began := time.Now()
	sites, err := k.DB.Sites(t.Context(), k.scope)
	if err != nil || len(sites) != manySites+1 {
		t.Fatalf("%d sites, %v", len(sites), err)
	}
	t.Logf("%d sites in %v", len(sites), time.Since(began))
	if _, err := k.OpenAlarms(t.Context(), k.scope); err != nil {
		t.Fatal(err)
	}
	seen := map[uuid.UUID]bool{}
	for p := (places.PageOf{Class: "PV", Text: "roof", Limit: 1000}); ; {
		page, err := k.Assets.Page(t.Context(), k.scope, p)
		if err != nil {
			t.Fatal(err)
		}
		for _, a := range page {
			if seen[a.ID] || a.What.Nature != "PV" {
				t.Fatalf("%+v", a)
			}
			seen[a.ID] = true
			p.After = a.ID
		}
		if len(page) < p.Limit {
			break
		}
	}
	if len(seen) != manySites+1 { // and that of the world
		t.Errorf("%d assets were listed", len(seen))
	}
	one, err := k.Assets.Page(t.Context(), k.scope, places.PageOf{Which: places.Which{SiteKey: sites[7].Key}, Limit: 9})
	if err != nil || len(one) != 1 {
		t.Errorf("assets of one site: %v, %v", one, err)
	}
}

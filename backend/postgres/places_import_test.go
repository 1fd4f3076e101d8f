package postgres_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/uuid"

	"ohmstead/backend/identity"
	"ohmstead/backend/places"
	"ohmstead/backend/places/bulk"
)

// importer takes files over at a world.
type importer struct{ caretaker }

func (k importer) take(dry bool, files ...bulk.File) bulk.Report {
	k.t.Helper()
	report, err := bulk.NewService(k.DB, k.Shelves, k.Together).Run(k.t.Context(), k.by, bulk.Job{Files: files, Dry: dry, Now: noon()})
	if err != nil {
		k.t.Fatal(err)
	}
	return report
}

// told is what a report says: stored or not, how many rows came to what, each problem.
func told(r bulk.Report) string {
	counts := map[bulk.Outcome]int{}
	for _, row := range r.Rows {
		counts[row.Outcome]++
	}
	lines := []string{fmt.Sprintf("stored %v, made %d, changed %d, same %d", r.Stored, counts[bulk.Made], counts[bulk.Changed], counts[bulk.Same])}
	for _, p := range r.Problems {
		lines = append(lines, p.String())
	}
	return strings.Join(lines, "\n")
}

const plant = `
org_nodes:
  - {key: hall, kind: BUILDING, name: Hall 3, parent: plant}
  - {key: floor1, kind: FLOOR, name: First floor, parent: hall}
  - {key: group, kind: ENTERPRISE, name: Group}
sites:
  - {key: plant, name: Plant, time_zone: Europe/Berlin, parent: group, latitude: 52.52, longitude: 13.405}
assets:
  - {site: plant, key: cell0, nature: ESS, parent: battery0}
  - {site: plant, key: battery0, nature: ESS, max_active_power_watts: 50000, capacity_wh: 100000}
  - {site: plant, key: charger0, nature: EVCS}
  - {site: plant, key: grid0, nature: GRID_METER}
evses:
  - {site: plant, ocpp_id: CP-1, asset: charger0, connector_types: [IEC_62196_T2, CHADEMO], max_power_watts: 22000}
grid_connections:
  - {site: plant, name: Feed A, meter: grid0, import_capacity_watts: 250000}
`

func TestImport_MakesThenKnowsThenChanges(t *testing.T) {
	k := importer{newCaretaker(t)}
	file := bulk.File{Name: "plant.yaml", Content: plant}
	if got := told(k.take(true, file)); got != "stored false, made 9, changed 1, same 0" {
		t.Errorf("a dry run: %s", got)
	}
	if got := told(k.take(false, file)); got != "stored true, made 9, changed 1, same 0" {
		t.Errorf("the first: %s", got)
	}
	if got := told(k.take(false, file)); got != "stored true, made 0, changed 0, same 10" {
		t.Errorf("the same again: %s", got)
	}
	// A field that is not in the file stays, an empty one becomes unknown.
	if got := told(k.take(false, bulk.File{Name: "assets.csv", Content: "site,key,name,capacity_wh\nplant,battery0,Big battery,\n"})); got != "stored true, made 0, changed 1, same 0" {
		t.Errorf("a change: %s", got)
	}
	sites, err := k.Sites.List(t.Context(), k.scope, places.Which{})
	if err != nil {
		t.Fatal(err)
	}
	i := slices.IndexFunc(sites, func(s places.Thing[places.SiteSheet]) bool { return s.What.Key == "plant" })
	stands, err := k.Inventory(t.Context(), k.scope, sites[i].ID, false)
	if err != nil {
		t.Fatal(err)
	}
	battery := stands.Assets[slices.IndexFunc(stands.Assets, func(a places.Thing[places.Asset]) bool { return a.What.Key == "battery0" })]
	if battery.What.Name != "Big battery" || battery.What.CapacityWh != nil || *battery.What.MaxActivePowerWatts != 50000 {
		t.Errorf("%+v", battery.What)
	}
	if len(stands.Connections) != 1 || stands.Connections[0].What.Name != "Feed A" || stands.Connections[0].What.Meter == nil {
		t.Errorf("the connection a site has from the beginning takes the name: %+v", stands.Connections)
	}
	if stands.Site.What.Parent == nil || len(stands.EVSEs) != 1 {
		t.Errorf("%+v", stands)
	}
}

func TestImport_ListsEveryProblemAndStoresNothing(t *testing.T) {
	k := importer{newCaretaker(t)}
	if got := told(k.take(false, bulk.File{Name: "plant.yaml", Content: plant})); !strings.HasPrefix(got, "stored true") {
		t.Fatal(got)
	}
	before := k.count()
	got := told(k.take(false,
		bulk.File{Name: "sites.csv", Content: "key,name,time_zone,latitude,longitude,capex\n" +
			"good,Good,Europe/Paris,,,\n" +
			"west,,Berlin,91,x,1.5\n" +
			"good,Again,Europe/Paris,,,\n" +
			"plant,Plant,Europe/Berlin,52.52,13.405,7\n"},
		bulk.File{Name: "org_nodes.csv", Content: "key,kind,name,parent\na,SPACE,A,b\nb,SPACE,B,a\nhall,FLOOR,Hall 3,plant\nc,FLOOR,C,plant\n"},
		bulk.File{Name: "assets.yaml", Content: "assets:\n" +
			"  - {site: west, key: pv0, nature: PV}\n" + // its site is refused: not said again
			"  - {site: nowhere, key: pv0, nature: PV}\n" +
			"  - {site: plant, key: battery0, nature: PV}\n" +
			"  - {site: plant, key: pv1, nature: SUN, parent: roof}\n" +
			"  - {site: good, key: pv1, nature: PV, enabled: maybe}\n"},
		bulk.File{Name: "evses.csv", Content: "site,ocpp_id,asset,connector_types\nplant,CP-2,charger0,SCHUKO\ngood,CP-1,pv1,CHADEMO\n"},
	))
	want := `stored false, made 1, changed 0, same 0
sites.csv:3: INVALID_VALUE: longitude is x, want a number with a decimal point, such as 52.52
sites.csv:3: INVALID_VALUE: capex is 1.5, want a whole number without unit and separators, such as 10000
sites.csv:3: MISSING_FIELD: name is missing
sites.csv:3: INVALID_VALUE: time_zone is Berlin, want an IANA time zone as Europe/Berlin
sites.csv:4: DUPLICATE_NAME: key good stands twice
sites.csv:5: INVALID_VALUE: capex_currency is , want a currency where there is an amount, and none where there is none`
	if !strings.HasPrefix(got, want) {
		t.Errorf("got\n%s\nwant at first\n%s", got, want)
	}
	for _, line := range []string{
		"org_nodes.csv:2: PLACE_IN_CIRCLE", "org_nodes.csv:3: PLACE_IN_CIRCLE", `org_nodes.csv:4: INVALID_VALUE: kind is FLOOR, want "BUILDING" as it is`, "org_nodes.csv:5: INVALID_VALUE: ",
		"assets.yaml:3: INVALID_VALUE: site is nowhere, want the key of a site", `assets.yaml:4: INVALID_VALUE: nature is PV, want "ESS" as it is`, "assets.yaml:5: INVALID_VALUE: parent is roof", "assets.yaml:5: INVALID_VALUE: nature is SUN",
		"assets.yaml:6: INVALID_VALUE: enabled is maybe, want true or false", "evses.csv:2: INVALID_VALUE: connector_types is SCHUKO", "evses.csv:3: INVALID_VALUE: site is good, want the site where the EVSE CP-1 stands already",
	} {
		if strings.Count(got, line) != 1 {
			t.Errorf("%q stands %d times in\n%s", line, strings.Count(got, line), got)
		}
	}
	if strings.Contains(got, "assets.yaml:2") {
		t.Errorf("what follows from another problem is said again:\n%s", got)
	}
	if after := k.count(); after != before {
		t.Errorf("%d rows, before %d", after, before)
	}
}

// count is how many places, sites, assets, EVSEs and connections there are.
func (k importer) count() int {
	k.t.Helper()
	total := 0
	nodes, _, err := k.ListNodes(k.t.Context(), k.scope, places.Filter{Archived: true, Limit: 1000})
	if err != nil {
		k.t.Fatal(err)
	}
	sites, err := k.Sites.List(k.t.Context(), k.scope, places.Which{Archived: true})
	if err != nil {
		k.t.Fatal(err)
	}
	for _, s := range sites {
		in, err := k.Inventory(k.t.Context(), k.scope, s.ID, true)
		if err != nil {
			k.t.Fatal(err)
		}
		total += 1 + len(in.Assets) + len(in.EVSEs) + len(in.Connections)
	}
	return total + len(nodes)
}

func TestImport_IsBoundToWhereOneHoldsPlaces(t *testing.T) {
	k := importer{newCaretaker(t)}
	if got := told(k.take(false, bulk.File{Name: "plant.yaml", Content: plant})); !strings.HasPrefix(got, "stored true") {
		t.Fatal(got)
	}
	k.by = k.world.steward(identity.Held{Role: identity.Engineer, Sites: []int32{k.site.Key}}).by
	got := told(k.take(false, bulk.File{Name: "a.yaml", Content: "sites:\n  - {key: new, name: New, time_zone: Europe/Berlin}\nassets:\n  - {site: plant, key: battery0, nature: ESS, name: Mine}\n"}))
	if !strings.Contains(got, "a.yaml:2: FORBIDDEN") || !strings.Contains(got, "a.yaml:4: INVALID_VALUE: site is plant") {
		t.Error(got)
	}
}

func TestTogether_ARefusedPartIsUndoneAlone(t *testing.T) {
	k := newCaretaker(t)
	for _, keep := range []bool{false, true} {
		key := fmt.Sprint("ess-", keep)
		err := k.Together(t.Context(), k.scope, func(ctx context.Context) (bool, error) {
			write := func(key string) error {
				_, err := places.Put(ctx, k.by, k.AssetDesk(), places.Write[places.Asset]{ID: uuid.New(), SiteKey: k.site.Key, What: places.Asset{Key: key, Nature: "ESS"}})
				return err
			}
			if err := write(key); err != nil {
				return false, err
			}
			if write(key) == nil {
				t.Error("a key was taken twice")
			}
			return keep, write(key + "b")
		})
		if err != nil {
			t.Fatal(err)
		}
		in, err := k.Inventory(t.Context(), k.scope, k.site.ID, false)
		if err != nil {
			t.Fatal(err)
		}
		found := slices.ContainsFunc(in.Assets, func(a places.Thing[places.Asset]) bool { return a.What.Key == key+"b" })
		if found != keep {
			t.Errorf("kept %v, found %v", keep, found)
		}
	}
}

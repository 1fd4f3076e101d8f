package bulk

import (
	"cmp"
	"context"
	"fmt"
	"slices"

	"github.com/google/uuid"

	"ohmstead/backend/identity"
	"ohmstead/backend/places"
	"ohmstead/energy/reason"
)

// at is an asset's place: its site and key.
type at struct {
	site int32
	key  string
}

// known is what there is already, by keys.
type known struct {
	nodes       map[string]places.Node
	nodeKeys    map[uuid.UUID]string
	sites       map[string]places.Thing[places.SiteSheet]
	assets      map[at]places.Thing[places.Asset]
	evses       map[string]places.Thing[places.EVSE]
	connections map[int32][]places.Thing[places.Connection]
	constraints map[constraintAt]places.Thing[places.Constraint]
	contracts   map[string]places.Thing[places.Contract]
	allocations map[allocationAt]places.Thing[places.Allocation]
}

// refOf is how files name a place: by its key or, where it has none, by its id; a site by its own.
func refOf(n places.Node) string {
	switch {
	case n.Key != "" || n.ID == uuid.Nil:
		return n.Key
	case n.Kind == places.Site:
		return n.Site.String()
	default:
		return n.ID.String()
	}
}

// keyOr is a key or, where there is none, an id.
func keyOr(key string, id uuid.UUID) string {
	if key == "" {
		return id.String()
	}
	return key
}

// load reads what there is, archived or not.
func (k *known) load(ctx context.Context, s *Service, scope identity.Scope) error {
	*k = known{
		nodes: map[string]places.Node{}, nodeKeys: map[uuid.UUID]string{}, sites: map[string]places.Thing[places.SiteSheet]{},
		assets: map[at]places.Thing[places.Asset]{}, evses: map[string]places.Thing[places.EVSE]{}, connections: map[int32][]places.Thing[places.Connection]{},
		constraints: map[constraintAt]places.Thing[places.Constraint]{}, contracts: map[string]places.Thing[places.Contract]{}, allocations: map[allocationAt]places.Thing[places.Allocation]{},
	}
	nodes, err := s.allNodes(ctx, scope, true)
	if err != nil {
		return err
	}
	for _, n := range nodes {
		k.nodeKeys[n.ID] = refOf(n)
		k.nodes[refOf(n)] = n
	}
	all := places.Which{Archived: true}
	sites, err := s.shelves.Sites.List(ctx, scope, all)
	if err != nil {
		return fmt.Errorf("list sites: %w", err)
	}
	for _, site := range sites {
		k.sites[keyOr(site.What.Key, site.ID)] = site
	}
	if err := k.loadThings(ctx, s, scope); err != nil {
		return err
	}
	return k.loadAgreements(ctx, s, scope)
}

// allNodes lists every place, page by page.
func (s *Service) allNodes(ctx context.Context, scope identity.Scope, archived bool) (all []places.Node, err error) {
	filter := places.Filter{Archived: archived, Limit: 1000}
	for {
		nodes, next, err := s.tree.ListNodes(ctx, scope, filter)
		if err != nil {
			return nil, fmt.Errorf("list places: %w", err)
		}
		all = append(all, nodes...)
		if next == "" {
			return all, nil
		}
		filter.Cursor = next
	}
}

func (k *known) loadThings(ctx context.Context, s *Service, scope identity.Scope) error {
	all := places.Which{Archived: true}
	assets, err := s.shelves.Assets.List(ctx, scope, all)
	if err != nil {
		return fmt.Errorf("list assets: %w", err)
	}
	for _, a := range assets {
		k.assets[at{a.SiteKey, a.What.Key}] = a
	}
	evses, err := s.shelves.EVSEs.List(ctx, scope, all)
	if err != nil {
		return fmt.Errorf("list EVSEs: %w", err)
	}
	for _, e := range evses {
		k.evses[evseRef(e)] = e
	}
	connections, err := s.shelves.Connections.List(ctx, scope, all)
	if err != nil {
		return fmt.Errorf("list grid connections: %w", err)
	}
	for _, c := range connections {
		k.connections[c.SiteKey] = append(k.connections[c.SiteKey], c)
	}
	return nil
}

// siteOf is the site that a row is about; false where that is missing or wrong.
func (t *taking) siteOf(f *fields) (places.Thing[places.SiteSheet], bool) {
	key := f.need("site")
	if key == "" {
		return places.Thing[places.SiteSheet]{}, false
	}
	site, ok := t.sites[key]
	if !ok {
		f.unknown("site", key, placeID(key), "the key of a site that exists or stands in these files")
	}
	return site, ok
}

// assetOf is the asset of the row's site that a field names, nil for none.
func (t *taking) assetOf(f *fields, site places.Thing[places.SiteSheet], field string) *uuid.UUID {
	key := f.row.cells[field].text
	if key == "" {
		return nil
	}
	a, ok := t.assets[at{site.SiteKey, key}]
	if !ok {
		f.unknown(field, key, assetID(f.row.cells["site"].text, key), "the key of an asset of the same site that exists or stands in these files")
		return nil
	}
	return &a.ID
}

func (t *taking) asset(ctx context.Context, f *fields) error {
	site, ok := t.siteOf(f)
	key := f.need("key")
	if !ok || key == "" {
		return nil
	}
	was, exists := t.assets[at{site.SiteKey, key}]
	was.SiteKey = site.SiteKey
	what := was.What
	if !exists {
		what = places.Asset{Key: key, Nature: f.need("nature"), Name: key, Enabled: true}
	} else if nature, said := f.row.cells["nature"]; said {
		f.keeps("nature", nature.text, was.What.Nature)
	}
	f.text("name", &what.Name)
	f.text("asset_type", &what.Type)
	f.flag("enabled", &what.Enabled)
	if _, said := f.row.cells["parent"]; said {
		what.Parent = t.assetOf(f, site, "parent")
	}
	f.text("manufacturer", &what.Manufacturer)
	f.text("model", &what.Model)
	f.text("commissioned_on", &what.CommissionedOn)
	f.whole("max_apparent_power_va", &what.MaxApparentPowerVA)
	f.whole("max_active_power_watts", &what.MaxActivePowerWatts)
	f.whole("capacity_wh", &what.CapacityWh)
	f.whole("peak_limit_watts", &what.PeakLimitWatts)
	f.number("soc_min_percent", &what.SOCMinPercent)
	f.number("soc_max_percent", &what.SOCMaxPercent)
	if what.Name == "" {
		what.Name = key
	}
	stored, err := upsert(ctx, f, t.shelves.AssetDesk(), entry[places.Asset]{was, what, key, "key"})
	if err == nil && stored.ID != uuid.Nil {
		t.assets[at{site.SiteKey, key}] = stored
	}
	return err
}

// evseRef is what tells an EVSE apart: what its station calls itself or, where that is not known, its asset.
func evseRef(e places.Thing[places.EVSE]) string {
	return keyOr(e.What.OCPPID, e.What.Asset)
}

func (t *taking) evse(ctx context.Context, f *fields) error {
	site, ok := t.siteOf(f)
	if !ok {
		return nil
	}
	key := f.row.cells["ocpp_id"].text
	asset := t.assetOf(f, site, "asset")
	if key == "" && asset == nil && !f.bad {
		f.need("ocpp_id")
		return nil
	}
	ref := key
	if key == "" && asset != nil {
		ref = asset.String()
	}
	was, exists := t.evses[ref]
	if exists && was.SiteKey != site.SiteKey {
		f.refuse("site", reason.Invalid("site", site.What.Key, "the site where the EVSE "+key+" stands already"))
	}
	was.SiteKey = site.SiteKey
	what := was.What
	what.OCPPID = key
	if asset != nil {
		what.Asset = *asset
	} else if !exists && !f.bad {
		f.need("asset")
	}
	f.text("cluster_id", &what.Cluster)
	f.list("connector_types", &what.ConnectorTypes)
	f.whole("max_power_watts", &what.MaxPowerWatts)
	stored, err := upsert(ctx, f, places.Desk[places.EVSE]{Shelf: t.shelves.EVSEs, Needs: identity.Places}, entry[places.EVSE]{was, what, cmp.Or(key, f.row.cells["asset"].text), "ocpp_id"})
	if err == nil && stored.ID != uuid.Nil {
		t.evses[ref] = stored
	}
	return err
}

func (t *taking) connection(ctx context.Context, f *fields) error {
	site, ok := t.siteOf(f)
	if !ok {
		return nil
	}
	was := t.connectionOf(f, site)
	was.SiteKey = site.SiteKey
	what := was.What
	f.text("name", &what.Name)
	if _, said := f.row.cells["meter"]; said {
		what.Meter = t.assetOf(f, site, "meter")
	}
	f.text("operator_id", &what.Operator)
	f.text("voltage_level", &what.VoltageLevel)
	f.whole("import_capacity_watts", &what.ImportCapacityWatts)
	f.whole("export_capacity_watts", &what.ExportCapacityWatts)
	f.text("curtailment_policy", &what.CurtailmentPolicy)
	f.text("protection_scheme", &what.ProtectionScheme)
	f.text("market_region", &what.MarketRegion)
	stored, err := upsert(ctx, f, places.Desk[places.Connection]{Shelf: t.shelves.Connections, Needs: identity.Places}, entry[places.Connection]{was, what, what.Name, "name"})
	if err == nil && stored.ID != uuid.Nil {
		all := slices.DeleteFunc(t.connections[site.SiteKey], func(c places.Thing[places.Connection]) bool { return c.ID == stored.ID })
		t.connections[site.SiteKey] = append(all, stored)
	}
	return err
}

// connectionOf is the connection of the row's name; the one that a site has from the beginning, which has
// no name and says nothing, takes the first name that comes.
func (t *taking) connectionOf(f *fields, site places.Thing[places.SiteSheet]) places.Thing[places.Connection] {
	name := f.row.cells["name"].text
	var found []places.Thing[places.Connection]
	var fresh places.Thing[places.Connection]
	for _, c := range t.connections[site.SiteKey] {
		switch {
		case c.What.Name == name:
			found = append(found, c)
		case c.What == (places.Connection{}) && c.Archived == nil:
			fresh = c
		}
	}
	if len(found) > 1 {
		f.refuse("name", reason.Invalid("name", name, "a name that one grid connection of the site has: several have this one"))
	}
	if len(found) > 0 {
		return found[0]
	}
	return fresh
}

package bulk

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/google/uuid"

	"ohmstead/backend/identity"
	"ohmstead/backend/places"
	"ohmstead/energy/reason"
)

// Export is places and what stands there, in the form that an import takes. What is archived is not in it.
type Export struct {
	// Left says what could not be given, in the words of whoever has to give it by hand: what refers to
	// something archived, and what no row could name.
	Left []string

	rows []given
}

// given is one row: what it says of each field, "" where nobody said.
type given struct {
	kind  Kind
	cells map[string]content
}

// content is what stands in a field: text, a number or flag that is written plain, or several.
type content struct {
	text  string
	plain bool
	list  []string
}

func words(text string) content { return content{text: text} }

func flag(b bool) content { return content{text: strconv.FormatBool(b), plain: true} }

func whole(n *int64) content {
	if n == nil {
		return content{}
	}
	return content{text: strconv.FormatInt(*n, 10), plain: true}
}

func number(n *float64) content {
	if n == nil {
		return content{}
	}
	return content{text: strconv.FormatFloat(*n, 'f', -1, 64), plain: true}
}

func instant(at time.Time) content { return words(at.UTC().Format(time.RFC3339Nano)) }

func end(at *time.Time) content {
	if at == nil {
		return content{}
	}
	return instant(*at)
}

// Give is what a scope sees: of one site, with what lies above it and the contracts under which something
// of it is promised, or of all with uuid.Nil. NOT_FOUND for a site outside of it. What has no key is named
// by its id, by which an import finds it again where it came from, and which is its key elsewhere.
func (s *Service) Give(ctx context.Context, scope identity.Scope, site uuid.UUID) (Export, error) {
	g := &giving{Service: s, scope: scope, sites: map[int32]string{}, assets: map[uuid.UUID]asset{}, connections: map[uuid.UUID]string{}, contracts: map[uuid.UUID]string{}, wanted: map[uuid.UUID]bool{}}
	for _, step := range []func(context.Context, uuid.UUID) error{g.giveSites, g.giveNodes, g.giveAssets, g.giveEVSEs, g.giveConnections, g.giveConstraints, g.giveAgreements} {
		if err := step(ctx, site); err != nil {
			return Export{}, err
		}
	}
	order := map[Kind]int{}
	for i, k := range Kinds() {
		order[k] = i
	}
	slices.SortFunc(g.rows, func(a, b given) int { // by what they say, so that the same comes out of every place
		c := cmp.Compare(order[a.kind], order[b.kind])
		for i := 0; c == 0 && i < len(a.kind.Fields()); i++ {
			field := a.kind.Fields()[i]
			c = strings.Compare(a.cells[field].text, b.cells[field].text)
		}
		return c
	})
	return g.Export, nil
}

// giving is an export on its way.
type giving struct {
	Export
	*Service
	scope identity.Scope

	nodes       []places.Node        // all that are in use
	sites       map[int32]string     // names of the sites that are given
	assets      map[uuid.UUID]asset  // of these, archived or not
	connections map[uuid.UUID]string // of these, by names that are theirs alone
	contracts   map[uuid.UUID]string // that are in use
	wanted      map[uuid.UUID]bool   // the contracts that something given stands under
	only        int32                // the key of the one site that is given, 0 for all
}

type asset struct {
	key      string
	archived bool
}

func (g *giving) row(kind Kind, cells map[string]content) {
	g.rows = append(g.rows, given{kind, cells})
}

func (g *giving) leave(what, why string) { g.Left = append(g.Left, what+": "+why) }

// which is what to list: of the one site, or of all.
func (g *giving) which(archived bool) places.Which {
	return places.Which{SiteKey: g.only, Archived: archived}
}

func (g *giving) giveSites(ctx context.Context, only uuid.UUID) error {
	sites, err := g.shelves.Sites.List(ctx, g.scope, places.Which{})
	if err != nil {
		return fmt.Errorf("list sites: %w", err)
	}
	if g.nodes, err = g.allNodes(ctx, g.scope, false); err != nil {
		return err
	}
	refs := map[uuid.UUID]string{}
	for _, n := range g.nodes {
		refs[n.ID] = refOf(n)
	}
	for _, t := range sites {
		if only != uuid.Nil && t.ID != only {
			continue
		}
		if only != uuid.Nil {
			g.only = t.SiteKey
		}
		s := t.What
		g.sites[t.SiteKey] = keyOr(s.Key, t.ID)
		g.row(Sites, map[string]content{
			"key": words(g.sites[t.SiteKey]), "name": words(s.Name), "time_zone": words(s.TimeZone), "parent": words(refs[orNone(s.Parent)]), "address": words(s.Address),
			"latitude": number(s.Latitude), "longitude": number(s.Longitude), "segment": words(s.Segment), "market_region": words(s.MarketRegion), "grid_operator_id": words(s.GridOperatorID),
			"capex": whole(s.Capex), "capex_currency": words(s.CapexCurrency), "commissioned_on": words(s.CommissionedOn),
		})
	}
	if only != uuid.Nil && g.only == 0 {
		return reason.New(reason.NotFound, reason.Params{"what": "site"})
	}
	return nil
}

// giveNodes gives places that are no sites: all, or those in the one site and above it.
func (g *giving) giveNodes(_ context.Context, only uuid.UUID) error {
	byID := map[uuid.UUID]places.Node{}
	above := map[uuid.UUID]bool{}
	for _, n := range g.nodes {
		byID[n.ID] = n
	}
	for _, n := range g.nodes {
		if n.Site != only || n.Kind != places.Site {
			continue
		}
		for up, ok := byID[n.Parent]; ok; up, ok = byID[up.Parent] {
			above[up.ID] = true
		}
	}
	for _, n := range g.nodes {
		if n.Kind == places.Site || only != uuid.Nil && n.Site != only && !above[n.ID] {
			continue
		}
		g.row(Nodes, map[string]content{"key": words(refOf(n)), "kind": words(string(n.Kind)), "name": words(n.Name), "parent": words(refOf(byID[n.Parent]))})
	}
	return nil
}

func (g *giving) giveAssets(ctx context.Context, _ uuid.UUID) error {
	all, err := g.shelves.Assets.List(ctx, g.scope, g.which(true))
	if err != nil {
		return fmt.Errorf("list assets: %w", err)
	}
	for _, t := range all {
		g.assets[t.ID] = asset{t.What.Key, t.Archived != nil}
	}
	for _, t := range all {
		site, a := g.sites[t.SiteKey], t.What
		if site == "" || t.Archived != nil {
			continue
		}
		g.row(Assets, map[string]content{
			"site": words(site), "key": words(a.Key), "nature": words(a.Nature), "name": words(a.Name), "asset_type": words(a.Type), "enabled": flag(a.Enabled),
			"parent": g.asset(a.Parent, "parent of asset "+a.Key+" at "+site), "manufacturer": words(a.Manufacturer), "model": words(a.Model), "commissioned_on": words(a.CommissionedOn),
			"max_apparent_power_va": whole(a.MaxApparentPowerVA), "max_active_power_watts": whole(a.MaxActivePowerWatts), "capacity_wh": whole(a.CapacityWh), "peak_limit_watts": whole(a.PeakLimitWatts),
			"soc_min_percent": number(a.SOCMinPercent), "soc_max_percent": number(a.SOCMaxPercent),
		})
	}
	return nil
}

// asset is the key of an asset in use; nothing, and that said, for one that is archived.
func (g *giving) asset(id *uuid.UUID, what string) content {
	if id == nil {
		return content{}
	}
	a := g.assets[*id]
	if a.archived {
		g.leave(what, "the asset "+a.key+" is archived")
		return content{}
	}
	return words(a.key)
}

func (g *giving) giveEVSEs(ctx context.Context, _ uuid.UUID) error {
	all, err := g.shelves.EVSEs.List(ctx, g.scope, g.which(false))
	if err != nil {
		return fmt.Errorf("list EVSEs: %w", err)
	}
	unnamed := map[uuid.UUID]int{}
	for _, t := range all {
		if t.What.OCPPID == "" {
			unnamed[t.What.Asset]++
		}
	}
	for _, t := range all {
		site, e := g.sites[t.SiteKey], t.What
		if site == "" {
			continue
		}
		what := "EVSE " + keyOr(e.OCPPID, t.ID) + " at " + site
		asset := g.asset(&e.Asset, what)
		if asset.text == "" {
			continue
		}
		if e.OCPPID == "" && unnamed[e.Asset] > 1 {
			g.leave(what, "it has no ocpp_id, and neither has another of the same asset")
			continue
		}
		g.row(EVSEs, map[string]content{
			"site": words(site), "ocpp_id": words(e.OCPPID), "asset": asset, "connector_types": {list: e.ConnectorTypes}, "cluster_id": words(e.Cluster), "max_power_watts": whole(e.MaxPowerWatts),
		})
	}
	return nil
}

func (g *giving) giveConnections(ctx context.Context, _ uuid.UUID) error {
	all, err := g.shelves.Connections.List(ctx, g.scope, g.which(false))
	if err != nil {
		return fmt.Errorf("list grid connections: %w", err)
	}
	type called struct {
		site int32
		name string
	}
	count := map[called]int{}
	for _, t := range all {
		count[called{t.SiteKey, t.What.Name}]++
	}
	for _, t := range all {
		site, c := g.sites[t.SiteKey], t.What
		if site == "" {
			continue
		}
		if count[called{t.SiteKey, c.Name}] > 1 {
			g.leave(fmt.Sprintf("grid connection %q (%s) at %s", c.Name, t.ID, site), "another of the site has the same name")
			continue
		}
		g.connections[t.ID] = c.Name
		g.row(Connections, map[string]content{
			"site": words(site), "name": words(c.Name), "meter": g.asset(c.Meter, fmt.Sprintf("meter of grid connection %q at %s", c.Name, site)), "operator_id": words(c.Operator), "voltage_level": words(c.VoltageLevel),
			"import_capacity_watts": whole(c.ImportCapacityWatts), "export_capacity_watts": whole(c.ExportCapacityWatts),
			"curtailment_policy": words(c.CurtailmentPolicy), "protection_scheme": words(c.ProtectionScheme), "market_region": words(c.MarketRegion),
		})
	}
	return nil
}

func (g *giving) giveConstraints(ctx context.Context, _ uuid.UUID) error {
	all, err := g.shelves.Constraints.List(ctx, g.scope, g.which(false))
	if err != nil {
		return fmt.Errorf("list constraints: %w", err)
	}
	for _, t := range all {
		site, c := g.sites[t.SiteKey], t.What
		if site == "" {
			continue
		}
		connection, ok := g.connections[c.Connection]
		if !ok {
			g.leave(fmt.Sprintf("%s from %s at %s", c.Type, instant(c.From).text, site), "its grid connection is archived or left out")
			continue
		}
		g.row(Constraints, map[string]content{
			"site": words(site), "connection": words(connection), "type": words(c.Type), "effective_from": instant(c.From), "effective_to": end(c.To),
			"value": whole(&c.Value), "unit": words(measuresOf(c.Type)[0].name),
		})
	}
	return nil
}

// giveAgreements gives contracts and what is promised under them.
func (g *giving) giveAgreements(ctx context.Context, only uuid.UUID) error {
	contracts, err := g.shelves.Contracts.List(ctx, g.scope, places.Which{})
	if err != nil {
		return fmt.Errorf("list contracts: %w", err)
	}
	for _, t := range contracts {
		g.contracts[t.ID] = keyOr(t.What.Key, t.ID)
	}
	if err := g.giveAllocations(ctx); err != nil {
		return err
	}
	for _, t := range contracts {
		c := t.What
		if only != uuid.Nil && !g.wanted[t.ID] {
			continue
		}
		g.row(Contracts, map[string]content{
			"key": words(g.contracts[t.ID]), "counterparty": words(c.Counterparty), "contract_type": words(c.Type), "starts_at": instant(c.From), "ends_at": end(c.To),
			"settlement_model": words(c.Settlement), "terms_ref": words(c.Terms),
		})
	}
	return nil
}

func (g *giving) giveAllocations(ctx context.Context) error {
	all, err := g.shelves.Allocations.List(ctx, g.scope, g.which(false))
	if err != nil {
		return fmt.Errorf("list allocations: %w", err)
	}
	for _, t := range all {
		site, a := g.sites[t.SiteKey], t.What
		if site == "" {
			continue
		}
		what := fmt.Sprintf("%d W of asset %s at %s from %s", a.Watts, g.assets[a.Asset].key, site, instant(a.From).text)
		asset := g.asset(&a.Asset, what)
		contract := g.contracts[a.Contract]
		if asset.text != "" && contract == "" {
			g.leave(what, "its contract is archived")
		}
		if asset.text == "" || contract == "" {
			continue
		}
		g.wanted[a.Contract] = true
		g.row(Allocations, map[string]content{
			"site": words(site), "asset": asset, "contract": words(contract), "effective_from": instant(a.From), "effective_to": end(a.To), "allocated_watts": whole(&a.Watts),
		})
	}
	return nil
}

package postgres

import (
	"context"

	"github.com/google/uuid"

	"ohmstead/backend/identity"
	"ohmstead/backend/places"
	"ohmstead/energy/reason"
)

// siteShelf keeps sites: a site is a row of its own and a place of the tree, where its name is.
type siteShelf struct{ shelf[places.SiteSheet] }

func (d *DB) siteShelf() siteShelf {
	return siteShelf{shelf[places.SiteSheet]{
		d: d, what: "site", table: "(SELECT x.*, n.archived_at, n.name, n.key, n.parent_id FROM sites x JOIN org_nodes n ON n.tenant_id = x.tenant_id AND n.id = x.org_node_id)", order: "t.name, t.id",
		read: `t.parent_id, coalesce(t.key, ''), t.name, t.time_zone, t.address, t.latitude, t.longitude, coalesce(t.segment, ''), coalesce(t.market_region, ''), coalesce(t.grid_operator_id, ''),
			t.capex, coalesce(t.capex_currency, ''), coalesce(to_char(t.commissioned_on, 'YYYY-MM-DD'), '')`,
		dest: func(s *places.SiteSheet) []any {
			return []any{
				&s.Parent, &s.Key, &s.Name, &s.TimeZone, &s.Address, &s.Latitude, &s.Longitude, &s.Segment, &s.MarketRegion, &s.GridOperatorID,
				&s.Capex, &s.CapexCurrency, &s.CommissionedOn,
			}
		},
	}}
}

// said are the columns of sites that people fill in, in the order of saidOf.
const said = "time_zone, address, latitude, longitude, segment, market_region, grid_operator_id, capex, capex_currency, commissioned_on"

func saidOf(s places.SiteSheet) []any {
	return []any{
		s.TimeZone, s.Address, s.Latitude, s.Longitude, text(s.Segment), text(s.MarketRegion), text(s.GridOperatorID),
		s.Capex, text(s.CapexCurrency), text(s.CommissionedOn),
	}
}

// Write implements places.Shelf. Sites are archived and moved as places.
func (s siteShelf) Write(ctx context.Context, scope identity.Scope, w places.Write[places.SiteSheet]) (t places.Thing[places.SiteSheet], err error) {
	err = s.d.InTenant(ctx, scope, func(tx *Tx) (err error) {
		t, err = s.write(ctx, tx, scope, w)
		return err
	})
	return t, fault("store the site "+w.What.Name, err)
}

func (s siteShelf) write(ctx context.Context, tx *Tx, scope identity.Scope, w places.Write[places.SiteSheet]) (places.Thing[places.SiteSheet], error) {
	store := insertSite
	if w.Version > 0 {
		store = s.change
	}
	if err := store(ctx, tx, scope, w); err != nil {
		return places.Thing[places.SiteSheet]{}, asThings(asPlaces(err, w.What.Name))
	}
	return s.find(ctx, tx, w.ID)
}

func insertSite(ctx context.Context, tx *Tx, scope identity.Scope, w places.Write[places.SiteSheet]) error {
	ids, err := rowIDs(2)
	if err != nil {
		return err
	}
	var exists bool
	var key int32
	err = tx.QueryRow(ctx, "SELECT EXISTS (SELECT FROM sites WHERE id = $1), nextval(pg_get_serial_sequence('sites', 'site_id'))::int", w.ID).Scan(&exists, &key)
	if err != nil {
		return err
	}
	if exists {
		return sameRequest(ctx, tx, w.ID, "SELECT s.version > 1 OR n.version > 1 OR ("+said+", n.name, coalesce(n.key, ''), n.parent_id) IS NOT DISTINCT FROM ($2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)"+
			" FROM sites s JOIN org_nodes n ON n.tenant_id = s.tenant_id AND n.id = s.org_node_id WHERE s.id = $1",
			append(append([]any{w.ID}, saidOf(w.What)...), w.What.Name, w.What.Key, w.What.Parent)...)
	}
	if w.What.Parent != nil {
		parent, err := findNode(ctx, tx, *w.What.Parent)
		if err != nil {
			return err
		}
		if parent.Kind != places.Enterprise || parent.Archived != nil {
			return reason.New(reason.InvalidValue, reason.Params{"field": "parent_id", "value": parent.Name, "want": "an ENTERPRISE that is in use"})
		}
	}
	node := places.NewNode{Kind: places.Site, Key: w.What.Key, Name: w.What.Name, Parent: orNone(w.What.Parent)}
	if _, err := insertNode(ctx, tx, scope, ids[0], nodeRow{NewNode: node, site: key}); err != nil {
		return err
	}
	_, err = tx.Exec(ctx, "INSERT INTO sites (tenant_id, site_id, id, org_node_id, "+said+") VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)",
		append([]any{scope.Tenant, key, w.ID, ids[0]}, saidOf(w.What)...)...)
	if err != nil {
		return err
	}
	_, err = tx.Exec(ctx, "INSERT INTO grid_connections (tenant_id, site_id, id) VALUES ($1, $2, $3)", scope.Tenant, key, ids[1])
	return err
}

func (s siteShelf) change(ctx context.Context, tx *Tx, _ identity.Scope, w places.Write[places.SiteSheet]) error {
	var node uuid.UUID
	err := tx.QueryRow(ctx, "UPDATE sites SET version = version + 1, ("+said+") = ($3, $4, $5, $6, $7, $8, $9, $10, $11, $12) WHERE id = $1 AND version = $2 RETURNING org_node_id",
		append([]any{w.ID, w.Version}, saidOf(w.What)...)...).Scan(&node)
	if isNoRows(err) {
		now, err := s.find(ctx, tx, w.ID)
		if err != nil {
			return err
		}
		return places.Newest(w.Version, now.Version)
	}
	if err != nil {
		return err
	}
	_, err = tx.Exec(ctx, "UPDATE org_nodes SET version = version + 1, name = $2, key = nullif($3, '') WHERE id = $1 AND (name, coalesce(key, '')) <> ($2, $3)", node, w.What.Name, w.What.Key)
	return err
}

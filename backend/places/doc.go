// Package places is where a tenant's things stand: the tree of places from the enterprise down to a
// piece of equipment, what people keep of sites, assets, EVSEs, grid connections and contracts, and who
// may change it.
//
//	service := places.NewService(store)
//	node, err := service.Add(ctx, by, places.NewNode{Parent: site, Kind: places.Building, Name: "Hall 3"})
//
// What lies above sites concerns the whole tenant: who holds PLACES on all of it changes that; inside
// a site, who holds it there. What lies outside of what one may read does not exist: NOT_FOUND. Nothing
// is deleted: what is archived vanishes from lists and keeps its history.
package places

// Package places is the API of where a tenant's things stand: the tree of places, and what
// people keep of sites, assets, EVSEs, grid connections and contracts.
//
//	operations := places.Operations(desk, services)
//
// It decides nothing: the rules are those of backend/places.
package places

// Package registry keeps sites, edges, devices, assets and channels, and takes in what the
// manifest of an enrolled edge adds.
//
//	sites, err := reader.Sites(ctx, principal.Scope)
//	keys, err := enrolment.ApplyManifest(ctx, edge, manifest) // the channel key per manifest index
//
// What a manifest no longer lists stays: history refers to it. Names and states belong to people and
// are written once; ratings and addresses belong to the edge's configuration and follow it. It
// refuses to let a channel change its unit, and a site of another tenant does not exist: NOT_FOUND.
package registry

// Package registry keeps sites, edges, devices, assets and channels, and takes in what the
// manifest of an enrolled edge adds.
package registry

// Package tidy holds this repository's own rules as tests: the map, the direction of imports, the
// sizes, the names.
package tidy

// Package point holds the channel catalogue, the natures of assets, the canonical units, and
// Reading: a value with its time and its quality. The zero Reading means missing; unknown is
// never zero.
package point

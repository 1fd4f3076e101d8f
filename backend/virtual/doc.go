// Package virtual computes channels from other channels of their site, by a formula.
//
//	readings := definition.Evaluate(inputs, interval)
//
// A virtual channel has a value at each instant at which one of its inputs has a sample. The others
// hold their last value, for as long as the definition lets them. Where one of them has none that is
// usable the channel has none either, and says so by a STALE mark; unknown is not zero. Its samples are
// stored like all others, so that charts, rollups, rules and exports have them. Inputs that come late
// are computed with: what follows from them becomes a revision of what was stored.
package virtual

package dispatch

import (
	"strings"
	"time"

	"ohmstead/energy/reason"
	"ohmstead/wire"
)

// Beginnings of the refs of blocks that the backend derives; what follows is the id of the thing. Blocks
// under every other ref are people's.
const (
	OfNodeLimit  = "node_limit/"
	OfEnvelope   = "envelope/"
	OfCircuit    = "circuit/"
	OfConstraint = "grid_constraint/"
	OfPolicy     = "policy/"
	// OfConnection is of a sum over the nodes of one grid connection.
	OfConnection = "connection/"
)

// maxAuthored bounds what people set by hand, so that there is room for what is derived.
const maxAuthored = 1_000

// MostDerived is how many blocks may be derived for one edge: so many have room beside all that people may
// set.
const MostDerived = wire.MaxLimitBlocks - maxAuthored

// Derived reports whether a block is the backend's.
func Derived(ref string) bool {
	for _, of := range []string{OfNodeLimit, OfEnvelope, OfCircuit, OfConstraint, OfPolicy, OfConnection} {
		if strings.HasPrefix(ref, of) {
			return true
		}
	}
	return false
}

// Merge is what people have set in limits with the blocks that are derived now: neither removes the
// other's. What is known, and the fail-safe behind it, are people's where they have set anything;
// otherwise what is derived says how far it is known.
func Merge(limits wire.Limits, derived []wire.LimitBlock) wire.Limits {
	out := limits
	out.Blocks = nil
	for _, b := range limits.Blocks {
		if !Derived(b.Ref) {
			out.Blocks = append(out.Blocks, b)
		}
	}
	if len(out.Blocks) == 0 && out.FailSafe == nil {
		out.KnownUntil = known(derived)
	}
	out.Blocks = append(out.Blocks, derived...)
	return out
}

// known is up to when derived blocks say all there is: until a fail-safe begins, or for ever.
func known(derived []wire.LimitBlock) time.Time {
	until := time.Date(9999, 1, 1, 0, 0, 0, 0, time.UTC)
	for _, b := range derived {
		if b.Code == reason.FailSafeLimit && b.From.Before(until) {
			until = b.From
		}
	}
	return until
}

// derived are the backend's blocks of limits.
func derived(limits wire.Limits) []wire.LimitBlock {
	var out []wire.LimitBlock
	for _, b := range limits.Blocks {
		if Derived(b.Ref) {
			out = append(out, b)
		}
	}
	return out
}

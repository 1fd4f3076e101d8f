package topology

import (
	"slices"
	"time"

	"ohmstead/energy/reason"
	"ohmstead/energy/unit"
)

// MaxWatts is the largest magnitude of a limit or a power that is accepted, a terawatt.
const MaxWatts = 1_000_000 * unit.Megawatt

// EnvelopeRule is a rule that every operating envelope keeps; one that does not is REJECTED with it.
type EnvelopeRule string

// Rules of envelopes.
const (
	EnvelopeTypeKnown    EnvelopeRule = "ENVELOPE_TYPE_KNOWN"
	ConstraintTypeKnown  EnvelopeRule = "CONSTRAINT_TYPE_KNOWN"
	NodeKnown            EnvelopeRule = "NODE_KNOWN"
	WindowForward        EnvelopeRule = "EFFECTIVE_FROM_BEFORE_TO"
	BlockForward         EnvelopeRule = "BLOCK_FROM_BEFORE_TO"
	BlockInWindow        EnvelopeRule = "BLOCKS_INSIDE_WINDOW"
	BlocksAscending      EnvelopeRule = "BLOCKS_DISJOINT_AND_ASCENDING"
	BlockHasBound        EnvelopeRule = "BLOCK_HAS_MAX_OR_TARGET"
	BlockOrdered         EnvelopeRule = "MIN_TARGET_MAX_IN_ORDER"
	BlockNotNegative     EnvelopeRule = "WATTS_NOT_NEGATIVE"
	BlockInRange         EnvelopeRule = "WATTS_IN_RANGE"
	BlockOfOtherEnvelope EnvelopeRule = "BLOCK_OF_THIS_ENVELOPE"
	EnvelopeHasBlocks    EnvelopeRule = "AT_LEAST_ONE_BLOCK"
	EnvelopeHasID        EnvelopeRule = "ENVELOPE_HAS_ID"
	EnvelopeOfThisSite   EnvelopeRule = "MICROGRID_OF_THE_NODE"
	SourceRefPresent     EnvelopeRule = "SOURCE_REF_PRESENT"
)

// CheckEnvelope says which rule the envelope breaks first, and in which block (-1 for the envelope as
// a whole); "" for one that keeps them all. Of the tree it needs to know the node (I-19).
func CheckEnvelope(tree *Tree, e *OperatingEnvelope) (EnvelopeRule, int) {
	if rule := checkEnvelopeItself(tree, e); rule != "" {
		return rule, -1
	}
	before := e.EffectiveFrom
	for i := range e.Blocks {
		b := &e.Blocks[i]
		switch {
		case b.EnvelopeID != "" && b.EnvelopeID != e.EnvelopeID:
			return BlockOfOtherEnvelope, i
		case !b.BlockFrom.Before(b.BlockTo):
			return BlockForward, i
		case b.BlockFrom.Before(e.EffectiveFrom) || b.BlockTo.After(e.EffectiveTo):
			return BlockInWindow, i
		case b.BlockFrom.Before(before):
			return BlocksAscending, i
		}
		if rule := checkBounds(e.ConstraintType, b); rule != "" {
			return rule, i
		}
		before = b.BlockTo
	}
	return "", -1
}

func checkEnvelopeItself(tree *Tree, e *OperatingEnvelope) EnvelopeRule {
	switch {
	case e.EnvelopeID == "":
		return EnvelopeHasID
	case !slices.Contains(EnvelopeTypes(), e.EnvelopeType):
		return EnvelopeTypeKnown
	case e.ConstraintType.ordinal() < 0:
		return ConstraintTypeKnown
	case e.SourceRef == "":
		return SourceRefPresent
	case !e.EffectiveFrom.Before(e.EffectiveTo):
		return WindowForward
	case len(e.Blocks) == 0:
		return EnvelopeHasBlocks
	}
	i, ok := tree.Index(e.NodeID)
	switch {
	case !ok:
		return NodeKnown
	case tree.Node(i).MicrogridID != e.MicrogridID:
		return EnvelopeOfThisSite
	}
	return ""
}

// checkBounds holds a block's three values to their order. The least of a NET_CAP may be negative, and
// so may all of its values; the others bound magnitudes.
func checkBounds(c ConstraintType, b *OperatingEnvelopeBlock) EnvelopeRule {
	if b.MaxLimitWatts == nil && b.TargetWatts == nil {
		return BlockHasBound
	}
	last := -MaxWatts
	for _, v := range []*unit.Power{b.MinLimitWatts, b.TargetWatts, b.MaxLimitWatts} {
		switch {
		case v == nil:
			continue
		case v.Abs() > MaxWatts || v.Abs() < 0:
			return BlockInRange
		case c != NetCap && *v < 0:
			return BlockNotNegative
		case *v < last:
			return BlockOrdered
		}
		last = *v
	}
	return ""
}

// RejectEnvelope is the refusal of an envelope that breaks a rule, nil for one that keeps them all.
func RejectEnvelope(tree *Tree, e *OperatingEnvelope) *reason.Error {
	rule, block := CheckEnvelope(tree, e)
	if rule == "" {
		return nil
	}
	return reason.New(reason.EnvelopeRejected, reason.Params{"envelope": string(e.EnvelopeID), "rule": string(rule), "block": block})
}

// StatusAt is what an envelope's status should be at t. EXPIRED, WITHDRAWN and REJECTED stay; an
// envelope is ACTIVE in all of its window, between its blocks too.
func (e *OperatingEnvelope) StatusAt(t time.Time) EnvelopeStatus {
	switch {
	case e.Final():
		return e.Status
	case t.Before(e.EffectiveFrom):
		return Pending
	case t.Before(e.EffectiveTo):
		return EnvelopeActive
	}
	return Expired
}

// Final reports whether the envelope's status can change no more.
func (e *OperatingEnvelope) Final() bool {
	return e.Status == Expired || e.Status == Withdrawn || e.Status == Rejected
}

// block is the block that covers t, nil in a gap.
func (e *OperatingEnvelope) block(t time.Time) *OperatingEnvelopeBlock {
	i, _ := slices.BinarySearchFunc(e.Blocks, t, func(b OperatingEnvelopeBlock, t time.Time) int {
		if b.BlockTo.After(t) {
			return 1
		}
		return -1
	})
	if i < len(e.Blocks) && e.Blocks[i].covers(t) {
		return &e.Blocks[i]
	}
	return nil
}

// newer reports whether e came after o: by when it was received, then by its id.
func (e *OperatingEnvelope) newer(o *OperatingEnvelope) bool {
	if !e.ReceivedAt.Equal(o.ReceivedAt) {
		return e.ReceivedAt.After(o.ReceivedAt)
	}
	return e.EnvelopeID > o.EnvelopeID
}

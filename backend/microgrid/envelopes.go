package microgrid

import (
	"slices"

	"ohmstead/energy/topology"
)

// EnvelopeFilter narrows envelopes. The zero filter but for Microgrid is all of its envelopes.
type EnvelopeFilter struct {
	Microgrid, Node topology.ID
	Type            topology.EnvelopeType
	Status          topology.EnvelopeStatus
	Cursor          string
	Limit           int
}

// EnvelopeStory is an envelope and what became of it, in order.
type EnvelopeStory struct {
	Envelope
	Lifecycle []Lifecycle
}

// active are the envelopes that are ACTIVE as the scheduler has it, by id.
func (s *State) active() []topology.OperatingEnvelope {
	out := slices.DeleteFunc(slices.Clone(s.Envelopes), func(e topology.OperatingEnvelope) bool { return e.Status != topology.EnvelopeActive })
	slices.SortFunc(out, func(a, b topology.OperatingEnvelope) int {
		if a.EnvelopeID < b.EnvelopeID {
			return -1
		}
		return 1
	})
	return out
}

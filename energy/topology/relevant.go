package topology

import "time"

// Relevant is which envelopes can still say what holds at t or later, or whether anything does: all that
// are not final, and of each stream the newest, the one whose block was in force last, and the newest of
// each status that has begun. Without the others every effective limit and every transition from t
// on is the same, also when what is there is withdrawn later. A
// forecast that its source withdrew before it ruled counts for nothing. O(n log n).
func Relevant(envelopes []OperatingEnvelope, t time.Time) map[ID]bool {
	out := map[ID]bool{}
	for i := range envelopes {
		if e := &envelopes[i]; !e.Final() {
			out[e.EnvelopeID] = true
		}
	}
	for _, h := range NewConstraints(Given{Envelopes: envelopes}).held {
		for i := range h.streams {
			h.streams[i].relevant(t, out)
		}
	}
	return out
}

func (s *stream) relevant(t time.Time, out map[ID]bool) {
	for _, kind := range [][]*OperatingEnvelope{s.forecasts, s.fallbacks} {
		if len(kind) > 0 {
			out[kind[0].EnvelopeID] = true // that there was any is what the forecast side goes by
		}
	}
	if e, _ := s.last(t); e != nil {
		out[e.EnvelopeID] = true
	}
	seen := map[EnvelopeStatus]bool{}
	for _, e := range s.forecasts {
		if e.bornExpired() || t.Before(e.EffectiveFrom) || e.Status == Withdrawn && !e.Blocks[0].BlockFrom.Before(t) {
			continue
		}
		if !seen[e.Status] {
			out[e.EnvelopeID] = true
		}
		seen[e.Status] = true
	}
}

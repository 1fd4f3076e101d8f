package balance

import (
	"errors"
	"fmt"

	"ohmstead/energy/reason"
)

// words are the sentences around the catalogue's, in one language.
type words struct{ met, curtailed, rejected, leaf, breach, safe, disabled string }

func wordsOf(language string) words {
	if language == "de" {
		return words{
			met:       "APPLIED: alle Anforderungen sind erfüllt, %v von %v",
			curtailed: "CURTAILED: vergeben sind %v von %v",
			rejected:  "REJECTED: nichts wurde berechnet",
			leaf:      "%s bekommt %v von %v: %s",
			breach:    "Verletzung: %s (Bedarf %v, %s)",
			safe:      "%s geht auf die sichere Leistung von %v",
			disabled:  "die Regelung ist abgeschaltet: nichts davon wird ausgeführt",
		}
	}
	return words{
		met:       "APPLIED: every request is met, %v of %v",
		curtailed: "CURTAILED: %v of %v is given",
		rejected:  "REJECTED: nothing was computed",
		leaf:      "%s gets %v of %v: %s",
		breach:    "breach: %s (demand %v, %s)",
		safe:      "%s goes to its fail-safe power of %v",
		disabled:  "control is disabled: nothing of this is carried out",
	}
}

// Explain says in words what a cycle came to and why, a sentence each: the outcome, the breaches, each
// leaf that was cut with what it was cut by, and what stood in for what was missing. Language is "de",
// otherwise English.
func (r *Result) Explain(language string) []string {
	w := wordsOf(language)
	var out []string
	switch s := r.AllocationSummary; r.Outcome {
	case OutcomeRejected:
		out = append(out, w.rejected)
		for _, refusal := range refusals(r.Refused) {
			out = append(out, reason.Text(refusal.Code, language, refusal.Params))
		}
	case OutcomeCurtailed:
		out = append(out, fmt.Sprintf(w.curtailed, s.AllocatedWatts, s.RequestedWatts))
	case OutcomeApplied:
		out = append(out, fmt.Sprintf(w.met, s.AllocatedWatts, s.RequestedWatts))
	}
	if !r.Audit.Enforced {
		out = append(out, w.disabled)
	}
	for _, b := range r.Breaches {
		why := limitText(language, BoundBy{NodeID: b.NodeID, ConstraintType: b.ConstraintType, ConstraintRef: b.ConstraintRef, ReasonCode: b.ReasonCode, LimitWatts: b.ResolvedLimitWatts})
		out = append(out, fmt.Sprintf(w.breach, why, b.EffectiveDemandWatts, b.SourceMode))
	}
	for _, n := range r.AllocationSummary.ByNode {
		for _, b := range n.BoundBy {
			out = append(out, fmt.Sprintf(w.leaf, n.NodeID, n.AllocatedWatts, n.RequestedWatts, limitText(language, b)))
		}
	}
	for _, l := range r.SafeAction.Leaves {
		out = append(out, fmt.Sprintf(w.safe, l.NodeID, l.Watts))
	}
	for _, code := range r.ReasonCodes {
		if e, ok := reason.Lookup(code); ok && e.Class == reason.Notice {
			out = append(out, reason.Text(code, language, nil))
		}
	}
	return out
}

// limitText is the catalogue's sentence for one thing that stood in the way.
func limitText(language string, b BoundBy) string {
	node := string(b.NodeID)
	if b.NodeID == "" {
		node = "microgrid"
	}
	limit := fmt.Sprint(int64(b.LimitWatts))
	kind := string(b.ConstraintType)
	if b.Phase > 0 {
		kind = fmt.Sprintf("%s L%d, %d mA", b.ConstraintType, b.Phase, int64(b.LimitMA))
	}
	return reason.Text(b.ReasonCode, language, reason.Params{
		"node": node, "constraint": kind, "limit_watts": limit, "by": string(b.ConstraintRef), "min_watts": limit, "max_watts": limit,
	})
}

// refusals are the refusals behind an error that may have joined several.
func refusals(err error) []*reason.Error {
	if many, ok := err.(interface{ Unwrap() []error }); ok {
		var all []*reason.Error
		for _, one := range many.Unwrap() {
			all = append(all, refusals(one)...)
		}
		return all
	}
	if one, ok := errors.AsType[*reason.Error](err); ok {
		return []*reason.Error{one}
	}
	return nil
}

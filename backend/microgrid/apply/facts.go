package apply

import (
	"reflect"
	"slices"
	"time"

	"github.com/google/uuid"

	"ohmstead/energy/reason"
	"ohmstead/energy/topology"
	"ohmstead/energy/unit"
)

// Execution is a leaf that a decision holds for, with what became of the last order to it.
type Execution struct {
	Leaf
	// AnswerState is how far that order's command has come; "" where there is none.
	AnswerState  string        `json:"answer_state"`
	AnsweredAt   *time.Time    `json:"answered_at"`
	AppliedWatts *unit.Power   `json:"applied_watts"`
	AnswerCodes  []reason.Code `json:"answer_codes"`
	AnswerParams reason.Params `json:"answer_params"`
}

// Receiver is who can be told something at a leaf: an asset of the edge of the site. HeardAt is the edge's
// last sign of life, nil where there never was one.
type Receiver struct {
	NodeID  topology.ID `json:"node_id"`
	EdgeID  uuid.UUID   `json:"edge_id"`
	Asset   string      `json:"asset"`
	HeardAt *time.Time  `json:"heard_at"`
}

// silentAfter is for how long an edge may be unheard and still be told something. Source: data model,
// EDGE_SILENT is raised after the same time.
const silentAfter = 90 * time.Second

// answer is what the rules are told of the last order.
func (e *Execution) answer() Answer {
	a := Answer{Verdict: Open}
	if e.AnsweredAt != nil {
		a.At = *e.AnsweredAt
	}
	switch e.AnswerState {
	case "EXECUTED":
		a.Verdict = Obeyed
	case "CLAMPED": // something else holds it at less, or at more: only the first keeps to the order
		if e.AppliedWatts != nil && e.OrderedWatts != nil && within(*e.AppliedWatts, *e.OrderedWatts) {
			a.Verdict = Obeyed
		}
	case "REJECTED", "FAILED", "EXPIRED":
		a.Verdict, a.Code, a.Params = Refused, reason.OrderRefused, reason.Params{"state": e.AnswerState}
		if len(e.AnswerCodes) > 0 {
			a.Code, a.Params = e.AnswerCodes[0], e.AnswerParams
		}
	}
	return a
}

// Evidence is what leaves are judged by at an instant: who can be told something, what devices can draw at
// most, and what was measured and is fresh.
type Evidence struct {
	Now        time.Time
	Executions []Execution
	Receivers  []Receiver
	Most       map[topology.ID]unit.Power
	Readings   map[topology.ID]Reading
}

// Facts are what is known of each leaf of which anything is. Of any other nothing can be told.
func (k Evidence) Facts() map[topology.ID]Facts {
	out := map[topology.ID]Facts{}
	change := func(id topology.ID, what func(*Facts)) {
		f, known := out[id]
		if !known {
			f = Facts{Unreachable: reason.OrderNoReceiver, Answer: Answer{Verdict: Open}}
		}
		what(&f)
		out[id] = f
	}
	for _, r := range k.Receivers {
		change(r.NodeID, func(f *Facts) {
			if f.Unreachable = ""; r.HeardAt == nil || k.Now.Sub(*r.HeardAt) > silentAfter {
				f.Unreachable = reason.OrderEdgeSilent
			}
		})
	}
	for id, most := range k.Most {
		change(id, func(f *Facts) { f.Most = most })
	}
	for id, reading := range k.Readings {
		change(id, func(f *Facts) { f.Reading = &reading })
	}
	for i := range k.Executions {
		e := &k.Executions[i]
		change(e.NodeID, func(f *Facts) { f.Answer = e.answer() })
	}
	return out
}

// Leaves are the leaves that a decision holds for.
func (k Evidence) Leaves() []Leaf {
	out := make([]Leaf, len(k.Executions))
	for i := range k.Executions {
		out[i] = k.Executions[i].Leaf
	}
	return out
}

// Changed are the leaves that are not as they were.
func Changed(before, after []Leaf) []Leaf {
	was := map[topology.ID]Leaf{}
	for _, l := range before {
		was[l.NodeID] = l
	}
	return slices.DeleteFunc(after, func(l Leaf) bool { return reflect.DeepEqual(was[l.NodeID], l) })
}

package audit

import (
	"context"
	"fmt"
	"time"

	"ohmstead/backend/identity"
)

// SealWithin is how long an entry may wait for its seal before that is a finding.
const SealWithin = time.Minute

// Sealed is a seal with its entry; Missing is set where the entry is gone.
type Sealed struct {
	Seal
	What    Entry
	Missing bool
}

// Chain is what verification reads of a store.
type Chain interface {
	// WalkChain hands over every seal of a tenant by its place.
	WalkChain(ctx context.Context, tenant identity.Tenant, visit func(Sealed)) error
	// Waiting are entries without a seal, the oldest first, at most limit.
	Waiting(ctx context.Context, tenant identity.Tenant, limit int) ([]Entry, error)
}

// Finding is one thing that is not as it was written. Seq is its place in the chain; zero for an
// entry that has none.
type Finding struct {
	Seq   int64
	Entry int64
	What  string
}

func (f Finding) String() string {
	if f.Seq == 0 {
		return fmt.Sprintf("entry %d: %s", f.Entry, f.What)
	}
	return fmt.Sprintf("sequence %d: %s", f.Seq, f.What)
}

// Report is the outcome of a verification. Head is the last seal; the zero Seal for an empty chain.
type Report struct {
	Entries  int64
	Waiting  int
	Head     Seal
	Findings []Finding
}

// findingsKept bounds a report: a chain rewritten from its first entry is found by its first places.
const findingsKept = 100

// Verify walks the whole chain of a tenant: each place follows the one before, each seal is what its
// entry gives, no entry is gone and none waits longer than SealWithin. Where a head of an earlier
// verification is given, the chain must still go through it; the zero Seal asks for none.
func Verify(ctx context.Context, c Chain, tenant identity.Tenant, earlier Seal, now time.Time) (Report, error) {
	w := &walk{tenant: tenant, earlier: earlier}
	if err := c.WalkChain(ctx, tenant, w.visit); err != nil {
		return Report{}, fmt.Errorf("walk the chain of tenant %s: %w", tenant.ID, err)
	}
	if earlier.Seq > w.last.Seq {
		w.found(Finding{Seq: earlier.Seq, What: fmt.Sprintf("the chain ends at %d, it once reached this place", w.last.Seq)})
	}
	waiting, err := c.Waiting(ctx, tenant, findingsKept)
	if err != nil {
		return Report{}, fmt.Errorf("look for entries without a seal of tenant %s: %w", tenant.ID, err)
	}
	for _, e := range waiting {
		if age := now.Sub(e.At); age > SealWithin {
			w.found(Finding{Entry: e.ID, What: fmt.Sprintf("it has waited %s for its seal", age.Round(time.Second))})
		}
	}
	w.report.Head, w.report.Waiting = w.last, len(waiting)
	return w.report, nil
}

// walk is a verification on its way along the chain.
type walk struct {
	tenant  identity.Tenant
	earlier Seal
	last    Seal
	report  Report
}

func (w *walk) found(f Finding) {
	if len(w.report.Findings) < findingsKept {
		w.report.Findings = append(w.report.Findings, f)
	}
}

func (w *walk) visit(s Sealed) {
	w.report.Entries++
	for missing := w.last.Seq + 1; missing < s.Seq && len(w.report.Findings) < findingsKept; missing++ {
		w.found(Finding{Seq: missing, What: "it is gone"})
	}
	switch follows := w.last.Seq+1 == s.Seq; {
	case s.Missing:
		w.found(Finding{Seq: s.Seq, Entry: s.Entry, What: "its entry is gone"})
	case follows && s.Prev != w.last.Hash:
		w.found(Finding{Seq: s.Seq, Entry: s.Entry, What: "it does not follow the seal before it"})
	case s.over(w.tenant.ID, s.What) != s.Hash:
		w.found(Finding{Seq: s.Seq, Entry: s.Entry, What: fmt.Sprintf("its entry was altered: %s of %s %s", s.What.Action, s.What.Entity, s.What.EntityID)})
	}
	if s.Seq == w.earlier.Seq && s.Hash != w.earlier.Hash {
		w.found(Finding{Seq: s.Seq, Entry: s.Entry, What: "its seal is not the one that was written down"})
	}
	w.last = s.Seal
}

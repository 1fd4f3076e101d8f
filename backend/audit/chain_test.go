package audit_test

import (
	"context"
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/google/uuid"
	"pgregory.net/rapid"

	"ohmstead/backend/audit"
	"ohmstead/backend/identity"
)

// book is a chain in memory.
type book struct {
	sealed  []audit.Sealed
	waiting []audit.Entry
}

func (b *book) WalkChain(_ context.Context, _ identity.Tenant, visit func(audit.Sealed)) error {
	for _, s := range b.sealed {
		visit(s)
	}
	return nil
}

func (b *book) Waiting(context.Context, identity.Tenant, int) ([]audit.Entry, error) {
	return b.waiting, nil
}

var (
	tenant = identity.Tenant{ID: uuid.MustParse("018f3b1e-0000-7000-8000-000000000001"), Key: 1}
	now    = time.Date(2026, 6, 1, 12, 0, 0, 0, time.UTC)
)

// written is a chain of n entries.
func written(n int) *book {
	b := &book{}
	last := audit.Seal{}
	for i := range n {
		site := int32(i % 3)
		e := audit.Entry{
			ID: int64(10 + 2*i), SiteKey: &site, At: now.Add(time.Duration(i) * time.Second), Actor: "user:1", Request: fmt.Sprint(i),
			Action: audit.Update, Entity: "sites", EntityID: fmt.Sprint(i), Before: []byte(`{"name": "a"}`), After: []byte(`{"name": "b"}`),
		}
		last = audit.Next(last, tenant.ID, e)
		b.sealed = append(b.sealed, audit.Sealed{Seal: last, What: e})
	}
	return b
}

func verify(t interface{ Fatal(...any) }, b *book, earlier audit.Seal) audit.Report {
	report, err := audit.Verify(context.Background(), b, tenant, earlier, now)
	if err != nil {
		t.Fatal(err)
	}
	return report
}

func TestVerify_AChainAsItWasWritten(t *testing.T) {
	for _, n := range []int{0, 1, 50} {
		b := written(n)
		report := verify(t, b, audit.Seal{})
		if len(report.Findings) != 0 || report.Entries != int64(n) || report.Head.Seq != int64(n) {
			t.Errorf("%d entries: %+v", n, report)
		}
		if again := verify(t, b, report.Head); len(again.Findings) != 0 {
			t.Errorf("with its own head: %v", again.Findings)
		}
	}
}

// Each way to tamper, with the first place that must be named.
func TestVerify_FindsWhatWasTamperedWith(t *testing.T) {
	other := int32(99)
	tests := map[string]struct {
		do   func(b *book)
		want int64
	}{
		"what was before":       {func(b *book) { b.sealed[4].What.Before = []byte(`{"name": "c"}`) }, 5},
		"what came after":       {func(b *book) { b.sealed[4].What.After = []byte(`{}`) }, 5},
		"an absent row":         {func(b *book) { b.sealed[4].What.Before = nil }, 5},
		"an empty row":          {func(b *book) { b.sealed[4].What.Before = []byte{} }, 5},
		"who":                   {func(b *book) { b.sealed[4].What.Actor = "user:2" }, 5},
		"when":                  {func(b *book) { b.sealed[4].What.At = b.sealed[4].What.At.Add(time.Microsecond) }, 5},
		"where":                 {func(b *book) { b.sealed[4].What.SiteKey = &other }, 5},
		"nowhere":               {func(b *book) { b.sealed[4].What.SiteKey = nil }, 5},
		"what":                  {func(b *book) { b.sealed[4].What.Action = audit.Delete }, 5},
		"of which table":        {func(b *book) { b.sealed[4].What.Entity = "users" }, 5},
		"of which row":          {func(b *book) { b.sealed[4].What.EntityID = "x" }, 5},
		"in which request":      {func(b *book) { b.sealed[4].What.Request = "" }, 5},
		"a letter moves along":  {func(b *book) { b.sealed[4].What.Entity, b.sealed[4].What.EntityID = "site", "s4" }, 5},
		"an entry is gone":      {func(b *book) { b.sealed[4].Missing = true }, 5},
		"a seal is gone":        {func(b *book) { b.sealed = slices.Delete(b.sealed, 4, 5) }, 5},
		"the first is gone":     {func(b *book) { b.sealed = b.sealed[1:] }, 1},
		"two change places":     {func(b *book) { b.sealed[4].What, b.sealed[5].What = b.sealed[5].What, b.sealed[4].What }, 5},
		"an entry sealed anew":  {func(b *book) { b.reseal(4, 5) }, 6},
		"a hash of another":     {func(b *book) { b.sealed[4].Hash = b.sealed[3].Hash }, 5},
		"of a tenant elsewhere": {func(b *book) { b.sealed[4].Seal = audit.Next(b.sealed[3].Seal, uuid.Nil, b.sealed[4].What) }, 5},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			b := written(10)
			tt.do(b)
			report := verify(t, b, audit.Seal{})
			if len(report.Findings) == 0 || report.Findings[0].Seq != tt.want {
				t.Errorf("found %v, want sequence %d first", report.Findings, tt.want)
			}
		})
	}
}

// reseal alters the entry at from and writes the seals of from up to to anew.
func (b *book) reseal(from, to int) {
	b.sealed[from].What.Actor = "user:2"
	before := audit.Seal{}
	if from > 0 {
		before = b.sealed[from-1].Seal
	}
	for i := from; i < to; i++ {
		before = audit.Next(before, tenant.ID, b.sealed[i].What)
		b.sealed[i].Seal = before
	}
}

// A chain that was written anew from some place to its end, or cut at its end, is sound in itself:
// only a head that was kept elsewhere shows it.
func TestVerify_AKeptHeadShowsANewChain(t *testing.T) {
	b := written(10)
	head := verify(t, b, audit.Seal{}).Head
	b.reseal(4, 10)
	if report := verify(t, b, audit.Seal{}); len(report.Findings) != 0 {
		t.Errorf("without the head: %v", report.Findings)
	}
	if report := verify(t, b, head); len(report.Findings) != 1 || report.Findings[0].Seq != 10 {
		t.Errorf("with the head: %v", report.Findings)
	}
	short := written(7)
	if report := verify(t, short, head); len(report.Findings) != 1 || report.Findings[0].Seq != 10 {
		t.Errorf("a chain cut at its end: %v", report.Findings)
	}
}

func TestVerify_AnEntryThatWaitsTooLong(t *testing.T) {
	b := written(3)
	b.waiting = []audit.Entry{{ID: 90, At: now.Add(-2 * time.Minute)}, {ID: 91, At: now.Add(-time.Second)}}
	report := verify(t, b, audit.Seal{})
	if len(report.Findings) != 1 || report.Findings[0].Entry != 90 || report.Waiting != 2 {
		t.Errorf("found %+v", report)
	}
}

// Whatever single byte of whatever entry changes, its own place is named.
func TestVerify_AnyByteOfAnyEntry(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(1, 20).Draw(t, "entries")
		b := written(n)
		at := rapid.IntRange(0, n-1).Draw(t, "place")
		e := &b.sealed[at].What
		fields := [][]byte{slices.Clone(e.Before), slices.Clone(e.After), []byte(e.Actor), []byte(e.EntityID)}
		which := rapid.IntRange(0, len(fields)-1).Draw(t, "field")
		field := fields[which]
		field[rapid.IntRange(0, len(field)-1).Draw(t, "byte")] ^= byte(rapid.IntRange(1, 255).Draw(t, "bits"))
		switch which {
		case 0:
			e.Before = field
		case 1:
			e.After = field
		case 2:
			e.Actor = string(field)
		default:
			e.EntityID = string(field)
		}
		report := verify(t, b, audit.Seal{})
		if len(report.Findings) != 1 || report.Findings[0].Seq != int64(at+1) {
			t.Fatalf("found %v, want sequence %d", report.Findings, at+1)
		}
	})
}

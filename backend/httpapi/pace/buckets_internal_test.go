package pace

import (
	"testing"
	"time"
)

func TestBucketsAreBounded(t *testing.T) {
	now := time.Date(2026, 6, 1, 12, 0, 0, 0, time.UTC)
	b := buckets[int]{most: 10}
	for of := range 10 {
		b.keep(of, now.Add(time.Duration(of)*time.Second), now)
	}
	later := now.Add(5 * time.Second)
	b.keep(10, later.Add(time.Second), later)
	if len(b.full) != 5 {
		t.Errorf("%d are kept, want those 4 that fill and the new one", len(b.full))
	}
	for of := range 100 {
		b.keep(of, later.Add(time.Hour), later)
		if len(b.full) > 10 {
			t.Fatalf("%d are kept, want at most 10", len(b.full))
		}
	}
}

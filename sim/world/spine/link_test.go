package spine_test

import (
	"testing"
	"time"
)

// A hub tells every leaf node where it listens. An edge that went there by itself would pass by what
// guards the way its credential leads; here it would pass by the link that is cut.
func TestAnEdgeConnectsWhereItsCredentialLeadsAndNowhereElse(t *testing.T) {
	w := newWorld(t)
	b := w.backend()
	w.link.join(b.hub.LeafURL())
	s, e := w.site(), newEmitter(t)
	e.frames(s, 3)
	eventually(t, "everything is stored", func() bool { return w.drained(s) })
	w.link.join("")
	eventually(t, "the edge notices the cut", func() bool { return !s.box.Connected() })
	e.frames(s, 3)
	for began := time.Now(); time.Since(began) < 3*time.Second; time.Sleep(10 * time.Millisecond) {
		if s.box.Connected() {
			t.Fatal("the edge has found a way that its credential does not name")
		}
	}
	if got := len(w.store.Samples()); got != 3 {
		t.Errorf("%d samples are stored while the link is cut, want the 3 from before", got)
	}
	w.link.join(b.hub.LeafURL())
	eventually(t, "everything is stored", func() bool { return w.drained(s) })
}

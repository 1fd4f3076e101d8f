package postgres_test

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync"
	"testing"

	"ohmstead/wire"
)

// Five chargers, room for two, and turns of two minutes. Every ten seconds three workers that know nothing
// but the database balance and order; the edge answers at once, or only after half a minute, in which what
// is still drawn leaves no room for those whose turn it is. Chargers are switched once a turn either way.
func TestApplier_ATurnIsKeptByAllWorkers(t *testing.T) {
	for name, late := range map[string]int{"answered at once": 1, "answered late": 3} {
		t.Run(name, func(t *testing.T) {
			y := newWorld(t).grid().yard(5, 9_000)
			y.wants(11_000, 11_000, 11_000, 11_000, 11_000)
			y.point("", `{"rotation":true,"rotate_every_seconds":120}`)
			turns := map[string]string{} // who is served at the end of each
			first := 0                   // orders of the first, which begins with chargers that nobody knows anything of
			for step := range 48 {
				y.workTogether(3)
				if step%late == late-1 {
					y.answer(wire.AckExecuted)
				}
				y.workTogether(3)
				drawn, served, _ := strings.Cut(y.claims(), " ")
				turns[drawn] = served
				if len(turns) == 1 {
					first = len(y.orders())
				}
				y.after(10)
			}
			if len(turns) != 4 {
				t.Fatalf("%d turns in 480 s: %q", len(turns), turns)
			}
			var order []string
			for _, drawn := range slices.Sorted(maps.Keys(turns)) {
				order = append(order, turns[drawn])
			}
			same(t, "who is served", []string{"0 1", "2 3", "0 4", "1 2"}, order)
			if n := len(y.orders()) - first; n != 3*4 {
				t.Errorf("%d orders, want two off and two on in each of the other turns: %q", n, y.orders()[first:])
			}
		})
	}
}

// workTogether has so many appliers do what can be done at once.
func (y yard) workTogether(workers int) {
	y.t.Helper()
	var all sync.WaitGroup
	for range workers {
		all.Go(func() {
			if err := applier(y.DB, y.bell).Round(y.t.Context(), *y.clock); err != nil {
				y.t.Error(err)
			}
		})
	}
	all.Wait()
}

// claims is when the order was drawn up, and who is served, counted in the order of ids.
func (y yard) claims() string {
	y.t.Helper()
	drawn := y.asked("SELECT claims->>'drawn_at' FROM microgrid_standings WHERE tenant_id = $1")
	leaves, who := slices.Sorted(slices.Values(y.leaves)), []string{}
	for _, id := range y.asked("SELECT jsonb_array_elements_text(claims->'served') FROM microgrid_standings WHERE tenant_id = $1") {
		for i, l := range leaves {
			if string(l) == id {
				who = append(who, fmt.Sprint(i))
			}
		}
	}
	slices.Sort(who)
	return strings.Join(append(drawn, who...), " ")
}

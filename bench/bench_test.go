package main

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

const output = `goos: linux
pkg: ohmstead/field/modbus
BenchmarkEcho-2   	   84350	     10000 ns/op
BenchmarkRead-2   	   84350	     12500 ns/op	       0 B/op	       0 allocs/op
--- BENCH: BenchmarkRead-2
    bench_test.go:10: what limits it
        on two lines
BenchmarkEcho-2   	   84350	     30000 ns/op
BenchmarkRead-2   	   84350	     30000 ns/op	       0 B/op	       0 allocs/op
BenchmarkPaired/one_edge-2   	       1	      1200 samples/s	  1000 copy-samples/s	 1.10 ratio	 0.90 ratio-low	 1.30 ratio-high
BenchmarkUrgent-2   	       1	      1 refused
PASS
`

func TestRowsShowMediansOfRoundsAndRatiosOfPairs(t *testing.T) {
	r := newResults()
	if err := r.read("field/modbus", strings.NewReader(output)); err != nil {
		t.Fatal(err)
	}
	echo, read := figure{"field/modbus.Echo", "ns/op"}, figure{"field/modbus.Read", "ns/op"}
	paired := figure{"field/modbus.Paired/one_edge", "samples/s"}
	got := r.lines([]row{
		{name: "read", ours: read, reference: echo, against: "echo", target: "≥ 0.8×, 0 allocations"},
		{name: "read as a cost", ours: read, reference: echo, against: "echo", ratio: cost},
		{name: "paired", ours: paired, reference: figure{paired.bench, "copy-samples/s"}, against: "COPY"},
		{name: "against what is published", ours: echo, published: 1e9, against: "a second"},
		{name: "not granted", ours: figure{"field/modbus.Urgent", "p99-ns"}, target: "≤ 3×"},
		{name: "not measured", ours: figure{"field/modbus.Nothing", "ns/op"}},
	})
	want := []line{
		{"read", "21.2 µs, 0 allocations", "20.0 µs echo", "0.90× (0.80 to 1.00)", "≥ 0.8×, 0 allocations"},
		{"read as a cost", "21.2 µs", "20.0 µs echo", "1.12× (1.00 to 1.25)", ""},
		{"paired", "1k samples/s", "1k samples/s COPY", "1.10× (0.90 to 1.30)", ""},
		{"against what is published", "20.0 µs", "1.00 s a second", "66667× (33333 to 100000)", ""},
		{"not granted", "not granted here", "", "", "≤ 3×"},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff([]string{"field/modbus.Read:", "    what limits it", "    on two lines"}, r.said([]row{{ours: read}})); diff != "" {
		t.Error(diff)
	}
}

func TestEveryFigureHasASuiteThatMeasuresIt(t *testing.T) {
	for _, w := range rows() {
		if !anySuite(w) {
			t.Errorf("%s: no suite runs %s", w.name, w.ours.bench)
		}
	}
	for _, s := range suites() {
		if !s.measures(rows()) {
			t.Errorf("no row shows %s %s", s.pkg, s.bench)
		}
	}
}

func anySuite(w row) bool {
	for _, s := range suites() {
		if s.measures([]row{{ours: w.ours}}) {
			return true
		}
	}
	return false
}

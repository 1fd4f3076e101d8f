package main

import (
	"bufio"
	"io"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// results are the figures of all rounds, and what benchmarks had to say.
type results struct {
	values map[figure][]float64
	notes  map[string][]string // by benchmark
}

func newResults() *results {
	return &results{values: map[figure][]float64{}, notes: map[string][]string{}}
}

// read takes in the output of a test binary: a line per benchmark, with pairs of number and unit
// after its name and iterations; below "--- BENCH: name" what it logged.
func (r *results) read(pkg string, output io.Reader) error {
	procs := regexp.MustCompile(`-\d+$`)
	logged := regexp.MustCompile(`^    \w+\.go:\d+: `)
	noting := ""
	lines := bufio.NewScanner(output)
	lines.Buffer(nil, 1<<20)
	for lines.Scan() {
		line := lines.Text()
		fields := strings.Fields(line)
		switch {
		case strings.HasPrefix(line, "Benchmark") && len(fields) >= 4:
			name := pkg + "." + procs.ReplaceAllString(strings.TrimPrefix(fields[0], "Benchmark"), "")
			r.take(name, fields[2:])
			noting = ""
		case strings.HasPrefix(strings.TrimSpace(line), "--- BENCH: ") && len(fields) >= 3:
			noting = pkg + "." + procs.ReplaceAllString(strings.TrimPrefix(fields[2], "Benchmark"), "")
		case noting != "" && strings.HasPrefix(line, "    "):
			text := strings.TrimPrefix(logged.ReplaceAllString(line, ""), "        ")
			if !slices.Contains(r.notes[noting], text) {
				r.notes[noting] = append(r.notes[noting], text)
			}
		default:
			noting = ""
		}
	}
	return lines.Err()
}

// take keeps pairs of number and unit.
func (r *results) take(name string, fields []string) {
	for i := 0; i+1 < len(fields); i += 2 {
		if v, err := strconv.ParseFloat(fields[i], 64); err == nil {
			f := figure{name, fields[i+1]}
			r.values[f] = append(r.values[f], v)
		}
	}
}

// of is the median of a figure over the rounds; false where it was not measured.
func (r *results) of(f figure) (float64, bool) {
	return median(r.values[f])
}

func median(values []float64) (float64, bool) {
	if len(values) == 0 {
		return 0, false
	}
	sorted := slices.Sorted(slices.Values(values))
	return (sorted[(len(sorted)-1)/2] + sorted[len(sorted)/2]) / 2, true
}

// interval is a ratio with the bounds it lies within.
type interval struct{ low, mid, high float64 }

// ratio of a row: what the benchmark says of its own pairs, or else the median and the extremes of
// the rounds.
func (r *results) ratio(w row) (interval, bool) {
	own := func(metric string) (float64, bool) { return r.of(figure{w.ours.bench, metric}) }
	mid, ok := own("ratio")
	low, okLow := own("ratio-low")
	high, okHigh := own("ratio-high")
	if ok && okLow && okHigh {
		return interval{low, mid, high}, true
	}
	ours, theirs := r.values[w.ours], r.values[w.reference]
	if w.published > 0 {
		theirs = make([]float64, len(ours))
		for i := range theirs {
			theirs[i] = w.published
		}
	}
	var all []float64
	for i := range min(len(ours), len(theirs)) {
		all = append(all, w.quotient(ours[i], theirs[i]))
	}
	mid, ok = median(all)
	if !ok {
		return interval{}, false
	}
	return interval{slices.Min(all), mid, slices.Max(all)}, true
}

// quotient sets ours against the reference. A rate is a speed already; a duration is its inverse.
func (w row) quotient(ours, theirs float64) float64 {
	if w.ratio == cost || strings.HasSuffix(w.ours.metric, "/s") {
		return ours / theirs
	}
	return theirs / ours
}

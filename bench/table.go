package main

import (
	"fmt"
	"io"
	"strings"
	"unicode/utf8"
)

// line is a row as it is shown.
type line [5]string

func heading() line { return line{"name", "ours", "reference", "ratio", "target"} }

// refusal is the figure of a benchmark that needs a right which the machine did not grant.
const refusal = "refused"

// lines are the rows of which there are figures.
func (r *results) lines(all []row) []line {
	var out []line
	for _, w := range all {
		ours, ok := r.of(w.ours)
		if _, refused := r.of(figure{w.ours.bench, refusal}); refused {
			out = append(out, line{w.name, "not granted here", "", "", w.target})
			continue
		}
		if !ok {
			continue
		}
		l := line{0: w.name, 1: show(w.ours.metric, ours), 4: w.target}
		if allocations, ok := r.of(figure{w.ours.bench, "allocs/op"}); ok && strings.Contains(w.target, "allocations") {
			l[1] += fmt.Sprintf(", %.0f allocations", allocations)
		}
		theirs, ok := r.of(w.reference)
		if w.published > 0 {
			theirs, ok = w.published, true
		}
		if ok {
			l[2] = show(w.ours.metric, theirs) + " " + w.against
		}
		if q, ok := r.ratio(w); ok {
			l[3] = times(q.mid)
			if q.high > q.low {
				l[3] += " (" + strings.TrimSuffix(times(q.low), "×") + " to " + strings.TrimSuffix(times(q.high), "×") + ")"
			}
		}
		out = append(out, l)
	}
	return out
}

func times(q float64) string {
	if q >= 100 {
		return fmt.Sprintf("%.0f×", q)
	}
	return fmt.Sprintf("%.2f×", q)
}

// show formats a figure by its unit: nanoseconds, bytes, or something per second.
func show(metric string, v float64) string {
	switch {
	case strings.HasSuffix(metric, "/s") && v >= 1e6:
		return fmt.Sprintf("%.2fM %s", v/1e6, tail(metric))
	case strings.HasSuffix(metric, "/s"):
		return fmt.Sprintf("%.0fk %s", v/1e3, tail(metric))
	case strings.HasSuffix(metric, "bytes/sample"):
		return fmt.Sprintf("%.2f bytes/sample", v)
	case strings.HasSuffix(metric, "bytes"):
		return fmt.Sprintf("%.1f MB", v/1e6)
	case v >= 1e9:
		return fmt.Sprintf("%.2f s", v/1e9)
	case v >= 1e6:
		return fmt.Sprintf("%.2f ms", v/1e6)
	case v >= 1e3:
		return fmt.Sprintf("%.1f µs", v/1e3)
	}
	return fmt.Sprintf("%.0f ns", v)
}

func tail(metric string) string { return metric[strings.LastIndexByte(metric, '-')+1:] }

// print writes the table in columns as wide as they need to be.
func print(out io.Writer, lines []line) {
	lines = append([]line{heading()}, lines...)
	var width widths
	for _, l := range lines {
		for i, cell := range l {
			width[i] = max(width[i], utf8.RuneCountInString(cell))
		}
	}
	for _, l := range lines {
		var b strings.Builder
		for i, cell := range l {
			b.WriteString(cell)
			b.WriteString(strings.Repeat(" ", width[i]-utf8.RuneCountInString(cell)+2))
		}
		fmt.Fprintln(out, strings.TrimRight(b.String(), " "))
	}
}

type widths [len(line{})]int

// markdown is the same table for a document.
func markdown(lines []line) string {
	var b strings.Builder
	for i, l := range append([]line{heading()}, lines...) {
		b.WriteString("| " + strings.Join(l[:], " | ") + " |\n")
		if i == 0 {
			b.WriteString(strings.Repeat("|---", len(l)) + "|\n")
		}
	}
	return b.String()
}

// said is what the benchmarks of the shown rows had to say, each once.
func (r *results) said(all []row) []string {
	var out []string
	told := map[string]bool{}
	for _, w := range all {
		if notes := r.notes[w.ours.bench]; len(notes) > 0 && !told[w.ours.bench] {
			told[w.ours.bench] = true
			out = append(out, w.ours.bench+":")
			for _, n := range notes {
				out = append(out, "    "+n)
			}
		}
	}
	return out
}

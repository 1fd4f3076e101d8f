package configuration

import (
	"slices"
	"strings"
)

// Op is what became of a line.
type Op string

// What becomes of lines.
const (
	Same    Op = "SAME"
	Added   Op = "ADDED"
	Removed Op = "REMOVED"
)

// Line is a line of a difference; Old and New are its numbers from 1, 0 where it does not stand.
type Line struct {
	Op       Op
	Old, New int
	Text     string
}

// mostCells bounds the table of a difference; beyond it everything between the common beginning and end
// counts as replaced.
const mostCells = 4 << 20

// Diff is how one text becomes another, line by line, with as few changes as there can be. Source: the
// longest common subsequence by dynamic programming (Wagner and Fischer 1974), between what both begin and
// end with. Complexity: the product of what is left of both.
func Diff(from, to string) []Line {
	a, b := linesOf(from), linesOf(to)
	head := 0
	for head < len(a) && head < len(b) && a[head] == b[head] {
		head++
	}
	tail := 0
	for tail < len(a)-head && tail < len(b)-head && a[len(a)-1-tail] == b[len(b)-1-tail] {
		tail++
	}
	d := differ{a: a, b: b}
	d.same(head)
	d.middle(len(a)-tail, len(b)-tail)
	d.same(tail)
	return d.out
}

func linesOf(text string) []string {
	if text == "" {
		return nil
	}
	return strings.Split(strings.TrimSuffix(text, "\n"), "\n")
}

// differ walks two texts side by side.
type differ struct {
	a, b []string
	i, j int
	out  []Line
}

func (d *differ) same(n int) {
	for range n {
		d.out = append(d.out, Line{Same, d.i + 1, d.j + 1, d.a[d.i]})
		d.i, d.j = d.i+1, d.j+1
	}
}

func (d *differ) removed() {
	d.out = append(d.out, Line{Removed, d.i + 1, 0, d.a[d.i]})
	d.i++
}

func (d *differ) added() {
	d.out = append(d.out, Line{Added, 0, d.j + 1, d.b[d.j]})
	d.j++
}

// middle walks to line m of a and n of b.
func (d *differ) middle(m, n int) {
	rows, columns := m-d.i, n-d.j
	if rows*columns <= mostCells {
		common := commonest(d.a[d.i:m], d.b[d.j:n])
		from, to := d.i, d.j
		for d.i < m && d.j < n {
			i, j := d.i-from, d.j-to
			switch {
			case d.a[d.i] == d.b[d.j]:
				d.same(1)
			case common[i+1][j] >= common[i][j+1]:
				d.removed()
			default:
				d.added()
			}
		}
	}
	for d.i < m {
		d.removed()
	}
	for d.j < n {
		d.added()
	}
}

// commonest is, for every pair of places, how many lines the texts from there on have in common in order.
func commonest(a, b []string) [][]int32 {
	table := make([][]int32, len(a)+1)
	for i := range table {
		table[i] = make([]int32, len(b)+1)
	}
	for i, old := range slices.Backward(a) {
		for j, line := range slices.Backward(b) {
			if old == line {
				table[i][j] = table[i+1][j+1] + 1
			} else {
				table[i][j] = max(table[i+1][j], table[i][j+1])
			}
		}
	}
	return table
}

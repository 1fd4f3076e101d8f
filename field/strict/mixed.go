package strict

import (
	"strconv"

	"github.com/goccy/go-yaml/ast"
)

// Numbers is a field's list of finite numbers.
func (m *Map) Numbers(name string) []float64 {
	var numbers []float64
	for _, node := range m.items(name) {
		f, ok := number(node)
		if !ok {
			m.Invalid(name, "a list of numbers")
			return nil
		}
		numbers = append(numbers, f)
	}
	return numbers
}

// Scalar is a field's number (float64), true or false (bool) or text (string), for a field that may
// hold more than one of them; nil where it is absent or a list or mapping, which is complained about.
func (m *Map) Scalar(name string) any {
	node, ok := m.value(name)
	if !ok {
		return nil
	}
	if f, ok := number(node); ok {
		return f
	}
	switch n := node.(type) {
	case *ast.BoolNode:
		return n.Value
	case *ast.StringNode:
		return n.Value
	}
	m.Invalid(name, "a single value")
	return nil
}

// Entry is one entry of a list that holds texts or mappings: Map is nil for a text.
type Entry struct {
	Text  string
	Map   *Map
	Place Place
}

// Entries is a field's list of texts and mappings.
func (m *Map) Entries(name string) []Entry {
	var entries []Entry
	for i, node := range m.items(name) {
		e := Entry{Place: Place{m.doc.file, lineOf(node)}}
		if s, ok := node.(*ast.StringNode); ok {
			e.Text = s.Value
		} else {
			e.Map = m.doc.mapping(m.field(name)+"["+strconv.Itoa(i)+"]", node)
		}
		entries = append(entries, e)
	}
	return entries
}

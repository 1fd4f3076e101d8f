package strict

import (
	"math"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/token"

	"ohmstead/energy/reason"
)

// Map is one mapping of a document. Each reading method names a field it knows; Done complains
// about the fields nobody named.
type Map struct {
	doc    *Document
	path   string
	line   int
	keys   []string
	lines  []int
	values map[string]ast.Node
	known  []string
	broken bool // it was no mapping; complaints about its fields would be noise
}

// Place is where the mapping stands.
func (m *Map) Place() Place { return Place{m.doc.file, m.line} }

// Faults is how many faults the document has so far: a caller that has just read something broken
// spares the user what would follow from it.
func (m *Map) Faults() int { return len(m.doc.faults) }

// At is where a field's value stands, or the mapping where the field is absent.
func (m *Map) At(name string) Place {
	if node, ok := m.values[name]; ok {
		return Place{m.doc.file, lineOf(node)}
	}
	return m.Place()
}

// Has reports whether the field is given and not null.
func (m *Map) Has(name string) bool {
	_, ok := m.value(name)
	return ok
}

// Keys lists the fields in the order they stand.
func (m *Map) Keys() []string { return m.keys }

// Path is the mapping's own path, as in "assets[0]".
func (m *Map) Path() string { return m.path }

// Known names fields that the caller reads by other means, so that Done accepts them.
func (m *Map) Known(names ...string) { m.known = append(m.known, names...) }

// Done complains about every field that was not read.
func (m *Map) Done() {
	for i, key := range m.keys {
		if !slices.Contains(m.known, key) {
			known := slices.Clone(m.known)
			slices.Sort(known)
			m.doc.faults = append(m.doc.faults, fault{m.lines[i], reason.New(reason.UnknownField,
				reason.Params{"field": m.field(key), "known": strings.Join(slices.Compact(known), ", ")})})
		}
	}
}

// Complain adds the caller's own fault about a field.
func (m *Map) Complain(name string, code reason.Code, params reason.Params) {
	m.doc.Complain(m.At(name), reason.New(code, params))
}

// Invalid complains that a field's value is not what it should be.
func (m *Map) Invalid(name, want string) {
	value := `""`
	if node, ok := m.values[name]; ok {
		value = shown(node)
	}
	m.Complain(name, reason.InvalidValue, reason.Params{"field": m.field(name), "value": value, "want": want})
}

// Require complains where a field is absent or an empty text; it reports whether it is there.
func (m *Map) Require(name string) bool {
	if node, ok := m.value(name); ok {
		if s, text := node.(*ast.StringNode); !text || s.Value != "" {
			return true
		}
	}
	if !m.broken {
		m.Complain(name, reason.MissingField, reason.Params{"field": m.field(name)})
	}
	return false
}

func (m *Map) field(name string) string {
	if m.path == "" {
		return name
	}
	return m.path + "." + name
}

func (m *Map) value(name string) (ast.Node, bool) {
	if !slices.Contains(m.known, name) {
		m.known = append(m.known, name)
	}
	node, ok := m.values[name]
	if !ok {
		return nil, false
	}
	if _, null := node.(*ast.NullNode); null {
		return nil, false
	}
	return node, true
}

// Text is a field's string, "" where absent. Numbers and booleans are no strings.
func (m *Map) Text(name string) string {
	node, ok := m.value(name)
	if !ok {
		return ""
	}
	switch n := node.(type) {
	case *ast.StringNode:
		return n.Value
	case *ast.LiteralNode:
		return n.Value.Value
	}
	m.Invalid(name, "a text")
	return ""
}

// OneOf is a field's string, which must be one of the choices; "" where absent.
func (m *Map) OneOf(name string, choices ...string) string {
	text := m.Text(name)
	if text != "" && !slices.Contains(choices, text) {
		m.Invalid(name, "one of "+strings.Join(choices, ", "))
		return ""
	}
	return text
}

// Number is a field's finite number; standard where absent or wrong.
func (m *Map) Number(name string, standard float64) float64 {
	node, ok := m.value(name)
	if !ok {
		return standard
	}
	if f, ok := number(node); ok {
		return f
	}
	if quoted(node) {
		m.Invalid(name, "a number without quotes")
	} else {
		m.Invalid(name, "a number")
	}
	return standard
}

// exponent is what YAML 1.2 and JSON take for a number and the parser for a text.
var exponent = regexp.MustCompile(`^[-+]?[0-9]+[eE][-+]?[0-9]+$`)

func number(node ast.Node) (float64, bool) {
	text := node.GetToken().Value
	switch node.(type) {
	case *ast.IntegerNode, *ast.FloatNode:
	case *ast.StringNode:
		if quoted(node) || !exponent.MatchString(text) {
			return 0, false
		}
	default:
		return 0, false
	}
	f, err := strconv.ParseFloat(strings.ReplaceAll(text, "_", ""), 64)
	return f, err == nil && !math.IsNaN(f) && !math.IsInf(f, 0)
}

func quoted(node ast.Node) bool {
	t := node.GetToken().Type
	return t == token.DoubleQuoteType || t == token.SingleQuoteType
}

// Whole is a field's whole number; standard where absent or wrong.
func (m *Map) Whole(name string, standard int64) int64 {
	f := m.Number(name, float64(standard))
	if f != math.Trunc(f) || math.Abs(f) > 1<<53 {
		m.Invalid(name, "a whole number")
		return standard
	}
	return int64(f)
}

// Flag is a field's true or false; standard where absent or wrong.
func (m *Map) Flag(name string, standard bool) bool {
	node, ok := m.value(name)
	if !ok {
		return standard
	}
	if b, is := node.(*ast.BoolNode); is {
		return b.Value
	}
	m.Invalid(name, "true or false")
	return standard
}

// Duration is a field's time span such as 200ms or 1m30s; standard where absent or wrong.
func (m *Map) Duration(name string, standard time.Duration) time.Duration {
	node, ok := m.value(name)
	if !ok {
		return standard
	}
	if d, err := time.ParseDuration(node.GetToken().Value); err == nil && d >= 0 {
		return d
	}
	m.Invalid(name, "a time span such as 200ms, 5s or 1m30s")
	return standard
}

// Map is a field's mapping; an empty one where absent.
func (m *Map) Map(name string) *Map {
	node, ok := m.value(name)
	if !ok {
		return &Map{doc: m.doc, path: m.field(name), line: m.line, values: map[string]ast.Node{}}
	}
	return m.doc.mapping(m.field(name), node)
}

// Maps is a field's list of mappings.
func (m *Map) Maps(name string) []*Map {
	var maps []*Map
	for i, node := range m.items(name) {
		maps = append(maps, m.doc.mapping(m.field(name)+"["+strconv.Itoa(i)+"]", node))
	}
	return maps
}

// Texts is a field's list of strings.
func (m *Map) Texts(name string) []string {
	var texts []string
	for _, node := range m.items(name) {
		s, ok := node.(*ast.StringNode)
		if !ok {
			m.Invalid(name, "a list of texts")
			return nil
		}
		texts = append(texts, s.Value)
	}
	return texts
}

// Scalars is a field's list of plain values as they are written, for numbers in hexadecimal and the
// like; a single value counts as a list of one.
func (m *Map) Scalars(name string) []string {
	node, ok := m.value(name)
	if !ok {
		return nil
	}
	nodes := []ast.Node{node}
	if list, ok := node.(*ast.SequenceNode); ok {
		nodes = list.Values
	}
	var texts []string
	for _, n := range nodes {
		if _, ok := n.(ast.ScalarNode); !ok {
			m.Invalid(name, "a list of plain values")
			return nil
		}
		texts = append(texts, n.GetToken().Value)
	}
	return texts
}

func (m *Map) items(name string) []ast.Node {
	node, ok := m.value(name)
	if !ok {
		return nil
	}
	list, ok := node.(*ast.SequenceNode)
	if !ok {
		m.Invalid(name, "a list")
		return nil
	}
	return list.Values
}

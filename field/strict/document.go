package strict

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/parser"

	"ohmstead/energy/reason"
)

// Document is one parsed file and the faults found in it so far.
type Document struct {
	file   string
	root   ast.Node
	faults []fault
}

// fault is one complaint with its place.
type fault struct {
	line int
	err  error
}

// Place is where in a file something stands, for complaints that come up later.
type Place struct {
	File string
	Line int
}

// String is the place as editors jump to it, "site.yaml:12".
func (p Place) String() string { return fmt.Sprintf("%s:%d", p.File, p.Line) }

// Parse reads one YAML (or JSON) document. A file that cannot be read at all is refused with
// SYNTAX_ERROR and its line.
func Parse(file string, data []byte) (*Document, error) {
	parsed, err := parser.ParseBytes(data, 0)
	if err != nil {
		return nil, syntax(file, err)
	}
	d := &Document{file: file}
	if len(parsed.Docs) > 1 {
		place := Place{file, 1}
		if start := parsed.Docs[1].Start; start != nil {
			place.Line = start.Position.Line
		}
		return nil, fmt.Errorf("%s: %w", place, reason.New(reason.SyntaxError, reason.Params{"detail": "the file holds more than one document"}))
	}
	if len(parsed.Docs) == 1 {
		d.root = parsed.Docs[0].Body
	}
	return d, nil
}

// syntax turns the parser's many-line complaint into one line with its place.
func syntax(file string, err error) error {
	detail, place := err.Error(), file
	if placed, ok := errors.AsType[interface {
		error
		GetMessage() string
	}](err); ok {
		detail = placed.GetMessage()
	}
	var line, column int
	if n, _ := fmt.Sscanf(err.Error(), "[%d:%d]", &line, &column); n == 2 {
		place = fmt.Sprintf("%s:%d", file, line)
	}
	detail, _, _ = strings.Cut(detail, "\n")
	return fmt.Errorf("%s: %w", place, reason.New(reason.SyntaxError, reason.Params{"detail": detail}))
}

// Root is the document's outermost mapping. An empty file is an empty mapping; anything else is
// complained about.
func (d *Document) Root() *Map {
	if d.root == nil {
		return &Map{doc: d, line: 1, values: map[string]ast.Node{}}
	}
	return d.mapping("", d.root)
}

// Complain adds a fault found by the caller at a place of this document.
func (d *Document) Complain(place Place, err error) {
	d.faults = append(d.faults, fault{line: place.Line, err: err})
}

func (d *Document) complain(node ast.Node, code reason.Code, params reason.Params) {
	d.faults = append(d.faults, fault{line: lineOf(node), err: reason.New(code, params)})
}

// Err joins all faults in line order, one line each, or is nil.
func (d *Document) Err() error {
	slices.SortStableFunc(d.faults, func(a, b fault) int { return cmp.Compare(a.line, b.line) })
	errs := make([]error, 0, len(d.faults))
	for _, f := range d.faults {
		errs = append(errs, fmt.Errorf("%s: %w", Place{d.file, f.line}, f.err))
	}
	return errors.Join(errs...)
}

func lineOf(node ast.Node) int {
	if node == nil || node.GetToken() == nil {
		return 1
	}
	return node.GetToken().Position.Line
}

// mapping is node as a mapping at path; a complaint and an empty mapping where it is none.
func (d *Document) mapping(path string, node ast.Node) *Map {
	m := &Map{doc: d, path: path, line: lineOf(node), values: map[string]ast.Node{}}
	var entries []*ast.MappingValueNode
	switch n := node.(type) {
	case *ast.MappingNode:
		entries = n.Values
	case *ast.MappingValueNode:
		entries = []*ast.MappingValueNode{n}
	case *ast.NullNode:
	default:
		d.complain(node, reason.InvalidValue, reason.Params{"field": orFile(path), "value": shown(node), "want": "a mapping of fields"})
		m.broken = true
	}
	for _, e := range entries {
		key := e.Key.GetToken().Value
		if _, twice := m.values[key]; twice {
			d.complain(e.Key, reason.DuplicateName, reason.Params{"field": "field", "name": m.field(key)})
			continue
		}
		m.values[key] = e.Value
		m.keys = append(m.keys, key)
		m.lines = append(m.lines, lineOf(e.Key))
	}
	return m
}

func orFile(path string) string {
	if path == "" {
		return "the file"
	}
	return path
}

// shown is a node's text, shortened, for a complaint.
func shown(node ast.Node) string {
	text := strings.TrimSpace(node.String())
	text, _, more := strings.Cut(text, "\n")
	if len(text) > 60 {
		text, more = text[:60], true
	}
	if more {
		text += "…"
	}
	if quoted(node) {
		return text
	}
	return fmt.Sprintf("%q", text)
}

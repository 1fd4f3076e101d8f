package bulk

import (
	"errors"
	"fmt"
	"path"
	"slices"
	"strings"

	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/parser"

	"ohmstead/backend/csvfile"
	"ohmstead/energy/reason"
)

// cell is the value of one field of a row.
type cell struct {
	line int
	text string
	list []string // of a list; of a text the parts between semicolons, bars or spaces
}

// row is one row of a file.
type row struct {
	file  string
	line  int
	kind  Kind
	cells map[string]cell
}

// reading gathers the rows and problems of files.
type reading struct {
	rows     []*row
	problems []Problem
}

func read(files []File) ([]*row, []Problem) {
	var r reading
	names := map[string]bool{}
	for _, f := range files {
		if names[f.Name] {
			r.refuse(f.Name, 1, "", reason.New(reason.DuplicateName, reason.Params{"field": "file", "name": f.Name}))
			continue
		}
		names[f.Name] = true
		switch strings.ToLower(path.Ext(f.Name)) {
		case ".csv":
			r.csv(f.Name, f.Content)
		case ".yaml", ".yml":
			r.yaml(f.Name, strings.TrimPrefix(f.Content, "\ufeff")) // the mark that some editors put in front
		default:
			r.refuse(f.Name, 1, "", reason.Invalid("file", f.Name, "a name that ends in .csv, .yaml or .yml"))
		}
	}
	return r.rows, r.problems
}

func (r *reading) refuse(file string, line int, field string, why *reason.Error) {
	r.problems = append(r.problems, Problem{File: file, Line: line, Field: field, Why: why})
}

// kindOf is the kind that a CSV file's name begins with.
func kindOf(name string) (Kind, bool) {
	base := path.Base(strings.ReplaceAll(name, `\`, "/"))
	i := slices.IndexFunc(Kinds(), func(k Kind) bool { return strings.HasPrefix(strings.ToLower(base), string(k)) })
	if i < 0 {
		return "", false
	}
	return Kinds()[i], true
}

// csv reads one kind's rows; fields are apart by commas or, as some spreadsheets write, by semicolons.
func (r *reading) csv(name, content string) {
	kind, ok := kindOf(name)
	if !ok {
		r.refuse(name, 1, "", reason.Invalid("file", name, "a name that begins with what is in it, such as sites.csv: one of "+kindNames()))
		return
	}
	in, _ := csvfile.Open(content, csvfile.ByCommaFirst)
	s := sheet{reading: r, name: name, kind: kind}
	for line, more := in.Next(); more; line, more = in.Next() {
		switch {
		case line.Why != nil:
			r.refuse(name, line.Number, "", line.Why)
			return
		case s.header == nil:
			s.begin(line.Fields, line.Number)
		default:
			s.record(line.Fields, line.LineOf)
		}
	}
	if s.header == nil {
		r.refuse(name, 1, "", reason.Invalid("file", name, "a first line with the names of fields: "+strings.Join(kind.Fields(), ", ")))
	}
}

// sheet is a CSV file with its fields by column, "" for one that is unknown or stands twice.
type sheet struct {
	*reading
	name   string
	kind   Kind
	header []string
}

// begin reads the names of the fields.
func (s *sheet) begin(record []string, line int) {
	s.header = make([]string, len(record))
	for i, field := range record {
		field = strings.ToLower(strings.TrimSpace(field))
		switch {
		case !slices.Contains(s.kind.Fields(), field):
			s.refuse(s.name, line, field, unknown(s.kind, field))
		case slices.Contains(s.header, field):
			s.refuse(s.name, line, field, reason.New(reason.DuplicateName, reason.Params{"field": "field", "name": field}))
		default:
			s.header[i] = field
		}
	}
}

func unknown(kind Kind, field string) *reason.Error {
	return reason.New(reason.UnknownField, reason.Params{"field": field, "known": strings.Join(kind.Fields(), ", ")})
}

func (s *sheet) record(record []string, lineOf func(column int) int) {
	if len(record) != len(s.header) {
		s.refuse(s.name, lineOf(0), "", reason.Invalid("the line", fmt.Sprintf("%d fields", len(record)), fmt.Sprintf("%d, as in the first line", len(s.header))))
		return
	}
	out := &row{file: s.name, line: lineOf(0), kind: s.kind, cells: map[string]cell{}}
	for i, field := range s.header {
		if field == "" {
			continue
		}
		text := strings.TrimSpace(record[i])
		parts := strings.FieldsFunc(text, func(c rune) bool { return c == ';' || c == '|' || c == ',' || c == ' ' })
		out.cells[field] = cell{line: lineOf(i), text: text, list: parts}
	}
	s.rows = append(s.rows, out)
}

// yaml reads a mapping from kinds to lists of rows.
func (r *reading) yaml(name, content string) {
	parsed, err := parser.ParseBytes([]byte(content), 0)
	if err != nil {
		line, column := 1, 0
		if n, _ := fmt.Sscanf(err.Error(), "[%d:%d]", &line, &column); n == 0 {
			line = 1
		}
		detail := err.Error()
		if said, ok := errors.AsType[interface {
			error
			GetMessage() string
		}](err); ok {
			detail = said.GetMessage()
		}
		detail, _, _ = strings.Cut(detail, "\n")
		r.refuse(name, line, "", reason.New(reason.SyntaxError, reason.Params{"detail": detail}))
		return
	}
	for _, doc := range parsed.Docs {
		if doc.Body != nil {
			r.document(name, doc.Body)
		}
	}
}

func (r *reading) document(name string, body ast.Node) {
	kinds, ok := entries(body)
	if !ok {
		r.refuse(name, lineAt(body), "", reason.Invalid("the file", shown(body), "lists of rows under the names "+kindNames()))
		return
	}
	for _, entry := range kinds {
		kind := Kind(entry.Key.GetToken().Value)
		if kind.Fields() == nil {
			r.refuse(name, lineAt(entry.Key), string(kind), reason.New(reason.UnknownField, reason.Params{"field": string(kind), "known": kindNames()}))
			continue
		}
		list, ok := entry.Value.(*ast.SequenceNode)
		if _, none := entry.Value.(*ast.NullNode); none {
			continue
		}
		if !ok {
			r.refuse(name, lineAt(entry.Value), string(kind), reason.Invalid(string(kind), shown(entry.Value), "a list of rows"))
			continue
		}
		for _, item := range list.Values {
			r.item(name, kind, item)
		}
	}
}

// item is one row of a list.
func (r *reading) item(name string, kind Kind, node ast.Node) {
	fields, ok := entries(node)
	if !ok {
		r.refuse(name, lineAt(node), "", reason.Invalid(string(kind), shown(node), "fields with values: "+strings.Join(kind.Fields(), ", ")))
		return
	}
	out := &row{file: name, line: lineAt(node), kind: kind, cells: map[string]cell{}}
	if len(fields) > 0 {
		out.line = lineAt(fields[0].Key)
	}
	for _, e := range fields {
		field := e.Key.GetToken().Value
		_, twice := out.cells[field]
		value, ok := valueOf(e.Value)
		switch {
		case !slices.Contains(kind.Fields(), field):
			r.refuse(name, lineAt(e.Key), field, unknown(kind, field))
		case twice:
			r.refuse(name, lineAt(e.Key), field, reason.New(reason.DuplicateName, reason.Params{"field": "field", "name": field}))
		case !ok:
			r.refuse(name, lineAt(e.Value), field, reason.Invalid(field, shown(e.Value), "a value or a list of values"))
		default:
			out.cells[field] = value
		}
	}
	r.rows = append(r.rows, out)
}

// entries are the entries of a mapping.
func entries(node ast.Node) ([]*ast.MappingValueNode, bool) {
	switch n := node.(type) {
	case *ast.MappingNode:
		return n.Values, true
	case *ast.MappingValueNode:
		return []*ast.MappingValueNode{n}, true
	default:
		return nil, false
	}
}

// valueOf is a scalar or a list of scalars.
func valueOf(node ast.Node) (cell, bool) {
	out := cell{line: lineAt(node)}
	switch n := node.(type) {
	case *ast.NullNode:
		return out, true
	case *ast.SequenceNode:
		for _, v := range n.Values {
			if _, scalar := v.(ast.ScalarNode); !scalar {
				return out, false
			}
			out.list = append(out.list, v.GetToken().Value)
		}
		out.text = strings.Join(out.list, ";")
		return out, true
	case *ast.LiteralNode:
		out.text = strings.TrimSpace(n.Value.Value)
	case ast.ScalarNode:
		out.text = strings.TrimSpace(n.GetToken().Value)
	default:
		return out, false
	}
	out.list = strings.Fields(out.text)
	return out, true
}

func lineAt(node ast.Node) int {
	if node == nil || node.GetToken() == nil {
		return 1
	}
	return node.GetToken().Position.Line
}

// shown is a node's text, its first line, for a complaint.
func shown(node ast.Node) string {
	text, _, _ := strings.Cut(strings.TrimSpace(node.String()), "\n")
	if runes := []rune(text); len(runes) > 60 {
		text = string(runes[:60]) + "…"
	}
	return text
}

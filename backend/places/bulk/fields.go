package bulk

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"ohmstead/backend/places"
	"ohmstead/energy/reason"
)

// fields reads the cells of a row into what the row says. A cell that is not there leaves what it is
// about as it was; an empty one makes it unknown.
type fields struct {
	row  *row
	into *taking
	bad  bool // a cell could not be read, or what it says cannot be
}

func (t *taking) fields(r *row) *fields { return &fields{row: r, into: t} }

// refuse notes a problem about a field of the row.
func (f *fields) refuse(field string, why *reason.Error) {
	line := f.row.line
	if c, ok := f.row.cells[field]; ok {
		line = c.line
	}
	f.bad = true
	f.into.problems = append(f.into.problems, Problem{File: f.row.file, Line: line, Field: field, Why: why, row: f.row})
}

// faults notes what a check found.
func (f *fields) faults(found places.Faults) {
	for _, why := range found {
		field := fmt.Sprint(why.Params["field"])
		if !f.said(field) {
			f.refuse(field, why)
		}
	}
}

// said reports whether something is said of a field of the row already: one problem is enough.
func (f *fields) said(field string) bool {
	return slices.ContainsFunc(f.into.problems, func(p Problem) bool {
		return p.Field == field && p.File == f.row.file && (p.Line == f.row.line || p.Line == f.row.cells[field].line)
	})
}

// failed notes what a store said no with, and hands back what is no refusal.
func (f *fields) failed(err error) error {
	if faults, ok := errors.AsType[places.Faults](err); ok {
		f.faults(faults)
		return nil
	}
	why, ok := errors.AsType[*reason.Error](err)
	if !ok || why.Code == reason.Unavailable {
		return err
	}
	field, _ := why.Params["field"].(string)
	f.refuse(field, why)
	return nil
}

// need is the text of a field that must be there; "" is noted as missing.
func (f *fields) need(field string) string {
	text := f.row.cells[field].text
	if text == "" {
		f.refuse(field, reason.New(reason.MissingField, reason.Params{"field": field}))
	}
	return text
}

func (f *fields) text(field string, into *string) {
	if c, ok := f.row.cells[field]; ok {
		*into = c.text
	}
}

func (f *fields) list(field string, into *[]string) {
	if c, ok := f.row.cells[field]; ok {
		*into = c.list
	}
}

func (f *fields) flag(field string, into *bool) {
	c, ok := f.row.cells[field]
	if !ok || c.text == "" {
		return
	}
	switch strings.ToLower(c.text) {
	case "true", "yes", "1", "ja", "wahr":
		*into = true
	case "false", "no", "0", "nein", "falsch":
		*into = false
	default:
		f.refuse(field, reason.Invalid(field, c.text, "true or false"))
	}
}

func (f *fields) whole(field string, into **int64) {
	c, ok := f.row.cells[field]
	if !ok {
		return
	}
	if c.text == "" {
		*into = nil
		return
	}
	n, err := strconv.ParseInt(c.text, 10, 64)
	if err != nil {
		f.refuse(field, reason.Invalid(field, c.text, "a whole number without unit and separators, such as 10000"))
		return
	}
	*into = &n
}

func (f *fields) number(field string, into **float64) {
	c, ok := f.row.cells[field]
	if !ok {
		return
	}
	if c.text == "" {
		*into = nil
		return
	}
	n, err := strconv.ParseFloat(c.text, 64)
	if err != nil || n != n || n-n != 0 {
		f.refuse(field, reason.Invalid(field, c.text, "a number with a decimal point, such as 52.52"))
		return
	}
	*into = &n
}

// Package csvfile reads CSV files as people and their spreadsheets bring them: with or without the mark in front,
// parted by commas or semicolons.
package csvfile

import (
	"encoding/csv"
	"errors"
	"io"
	"strings"

	"ohmstead/energy/reason"
)

// Lines are the lines of a file, one after the other.
type Lines struct {
	in *csv.Reader
}

// Parted says by what the fields of a file are parted; it is told the first line.
type Parted func(first string) (semicolons bool)

// BySemicolon takes any semicolon in the first line for what parts all fields.
func BySemicolon(first string) bool { return strings.Contains(first, ";") }

// ByCommaFirst takes semicolons for what parts fields where the first line has no comma.
func ByCommaFirst(first string) bool {
	return strings.Contains(first, ";") && !strings.Contains(first, ",")
}

// Open begins a file; its lines may differ in length. Semicolons says whether they part its fields.
func Open(content string, parted Parted) (l *Lines, semicolons bool) {
	content = strings.TrimPrefix(content, "\ufeff") // the mark that spreadsheets put in front
	l = &Lines{csv.NewReader(strings.NewReader(content))}
	l.in.FieldsPerRecord, l.in.TrimLeadingSpace = -1, true
	first, _, _ := strings.Cut(content, "\n")
	if semicolons = parted(first); semicolons {
		l.in.Comma = ';'
	}
	return l, semicolons
}

// Line is one line of a file.
type Line struct {
	Number int // at which it begins, from 1
	Fields []string
	Why    *reason.Error // SYNTAX_ERROR for what is no CSV; nothing behind it can be read

	in *csv.Reader
}

// LineOf is the line of the file in which a field begins, until the next line is read: fields may hold line breaks.
func (l Line) LineOf(field int) int {
	line, _ := l.in.FieldPos(field)
	return line
}

// Next is the next line; false behind the last one.
func (l *Lines) Next() (Line, bool) {
	fields, err := l.in.Read()
	if errors.Is(err, io.EOF) {
		return Line{}, false
	}
	if bad, is := errors.AsType[*csv.ParseError](err); is {
		return Line{Number: bad.Line, Why: reason.New(reason.SyntaxError, reason.Params{"detail": bad.Err.Error()})}, true
	}
	number, _ := l.in.FieldPos(0)
	return Line{Number: number, Fields: fields, in: l.in}, true
}

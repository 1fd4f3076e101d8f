package outlook

import (
	"cmp"
	"context"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"

	"ohmstead/backend/csvfile"
	"ohmstead/backend/identity"
	"ohmstead/energy/clock"
	"ohmstead/energy/reason"
	"ohmstead/energy/slot"
)

// Problem is why a line cannot be taken. Line counts from 1; Field is empty where it is the whole line.
type Problem struct {
	Line  int
	Field string
	Why   *reason.Error
}

// Report is what a file comes to: everything is kept, or nothing.
type Report struct {
	Problems  []Problem // by line
	New, Same int
	From, To  *time.Time // of what the file says, To not included; nil for nothing
	Published time.Time
	Stored    bool
}

// File is comma-separated values. Times without an offset are of the clocks of TimeZone; empty is none.
type File struct {
	Content  string
	TimeZone string
}

// BringPrices keeps the prices of a file with the columns ts and value, all of them or none; the points of
// book are not looked at. Beside what PublishPrices refuses, INVALID_VALUE for a time zone that is none.
func (s *Service) BringPrices(ctx context.Context, scope identity.Scope, book PriceBook, file File) (Report, error) {
	sheet, err := file.open("ts", "value")
	if err != nil {
		return Report{}, err
	}
	for _, r := range sheet.rows {
		book.Points = append(book.Points, PricePoint{r.at["ts"], r.value})
	}
	book.Whole, book.Dry = true, book.Dry || len(sheet.problems) > 0
	out, err := s.PublishPrices(ctx, scope, book)
	if err != nil {
		return Report{}, err
	}
	return sheet.report(out, func(r row) slot.Interval {
		return slot.Interval{From: r.at["ts"], To: r.at["ts"].Add(book.Slot)}
	}), nil
}

// FactorFile is a file whose lines hold for Slot where it has no column to.
type FactorFile struct {
	File
	Slot time.Duration
}

// BringFactors is BringPrices for emission factors, with the columns from, to and value.
func (s *Service) BringFactors(ctx context.Context, scope identity.Scope, book FactorBook, file FactorFile) (Report, error) {
	sheet, err := file.open("from", "to", "value")
	if err != nil {
		return Report{}, err
	}
	of := func(r row) slot.Interval {
		to, said := r.at["to"]
		if !said {
			to = r.at["from"].Add(file.Slot)
		}
		return slot.Interval{From: r.at["from"], To: to}
	}
	for _, r := range sheet.rows {
		book.Points = append(book.Points, FactorPoint{of(r), r.value})
	}
	book.Whole, book.Dry = true, book.Dry || len(sheet.problems) > 0
	out, err := s.PublishFactors(ctx, scope, book)
	if err != nil {
		return Report{}, err
	}
	return sheet.report(out, of), nil
}

// row is a line of a file: its times by field, and its value.
type row struct {
	line  int
	at    map[string]time.Time
	value string
}

// sheet is a file on its way.
type sheet struct {
	fields   []string
	zone     *time.Location // of times without an offset; nil for none
	comma    bool           // the decimal comma, where fields are apart by semicolons
	header   []string
	rows     []row
	problems []Problem
}

// open reads a file; fields are apart by commas or, as some spreadsheets write, by semicolons.
func (f File) open(fields ...string) (*sheet, error) {
	s := &sheet{fields: fields}
	if f.TimeZone != "" {
		var err error
		if s.zone, err = time.LoadLocation(f.TimeZone); err != nil || f.TimeZone == "Local" {
			return nil, reason.Invalid("time_zone", f.TimeZone, "an IANA time zone as Europe/Berlin, or none")
		}
	}
	s.read(f.Content)
	return s, nil
}

func (s *sheet) refuse(line int, field string, why *reason.Error) {
	s.problems = append(s.problems, Problem{line, field, why})
}

func (s *sheet) read(content string) {
	lines, semicolons := csvfile.Open(content, csvfile.BySemicolon)
	s.comma = semicolons
	for {
		next, more := lines.Next()
		if !more {
			break
		}
		record, line := next.Fields, next.Number
		if next.Why != nil {
			s.refuse(line, "", next.Why)
			return
		}
		switch {
		case s.header == nil:
			if s.begin(record, line); len(s.problems) > 0 {
				return // nobody knows what the other lines mean
			}
		case len(record) != len(s.header):
			s.refuse(line, "", reason.Invalid("the line", fmt.Sprintf("%d fields", len(record)), fmt.Sprintf("%d, as in the first line", len(s.header))))
		case len(s.rows) == MaxPoints:
			s.refuse(line, "", reason.Invalid("the file", fmt.Sprintf("more than %d lines", MaxPoints), "less in one file"))
			return
		default:
			s.record(record, line)
		}
	}
	if s.header == nil {
		s.refuse(1, "", reason.Invalid("the file", "empty", "a first line with the names of fields: "+strings.Join(s.fields, ", ")))
	}
}

// begin reads the names of the fields; ts, time and from are the same.
func (s *sheet) begin(record []string, line int) {
	s.header = make([]string, len(record))
	for i, field := range record {
		field = strings.ToLower(strings.TrimSpace(field))
		name := field
		if slices.Contains([]string{"ts", "time", "from"}, field) {
			name = s.fields[0]
		}
		switch {
		case !slices.Contains(s.fields, name):
			s.refuse(line, field, reason.New(reason.UnknownField, reason.Params{"field": field, "known": strings.Join(s.fields, ", ")}))
		case slices.Contains(s.header, name):
			s.refuse(line, field, reason.New(reason.DuplicateName, reason.Params{"field": "field", "name": field}))
		default:
			s.header[i] = name
		}
	}
	for _, field := range []string{s.fields[0], "value"} {
		if !slices.Contains(s.header, field) {
			s.refuse(line, field, reason.New(reason.MissingField, reason.Params{"field": field}))
		}
	}
}

// withComma is a number with a decimal comma.
var withComma = regexp.MustCompile(`^-?\d+,\d+$`)

func (s *sheet) record(record []string, line int) {
	r := row{line: line, at: map[string]time.Time{}}
	before := len(s.problems)
	for i, field := range s.header {
		text := strings.TrimSpace(record[i])
		switch {
		case text == "":
			s.refuse(line, field, reason.New(reason.MissingField, reason.Params{"field": field}))
		case field != "value":
			at, why := clock.Instant(field, text, s.zone)
			if why != nil {
				s.refuse(line, field, why)
			}
			r.at[field] = at
		case s.comma && withComma.MatchString(text):
			r.value = strings.Replace(text, ",", ".", 1)
		default:
			r.value = text
		}
	}
	if len(s.problems) == before {
		s.rows = append(s.rows, r)
	}
}

// report says of lines what was said of points.
func (s *sheet) report(out Outcome, of func(row) slot.Interval) Report {
	report := Report{New: out.New, Same: out.Same, Published: out.Published, Stored: out.Stored, Problems: s.problems}
	for _, r := range out.Refused {
		report.Problems = append(report.Problems, Problem{s.rows[r.Index].line, r.Field, r.Why})
	}
	slices.SortStableFunc(report.Problems, func(a, b Problem) int { return cmp.Compare(a.Line, b.Line) })
	for _, r := range s.rows {
		i := of(r)
		if report.From == nil || i.From.Before(*report.From) {
			report.From = &i.From
		}
		if report.To == nil || i.To.After(*report.To) {
			report.To = &i.To
		}
	}
	return report
}

package offline

import (
	"fmt"
	"math/big"
	"regexp"
	"slices"
	"strings"
	"time"

	"ohmstead/backend/csvfile"
	"ohmstead/energy/clock"
	"ohmstead/energy/point"
	"ohmstead/energy/reason"
)

// Problem is why a line cannot be taken. Line counts from 1; Field is "" where it is the whole line.
type Problem struct {
	Line  int
	Field string
	Why   *reason.Error
}

// maxRows is more than a leap year of quarter hours.
const maxRows = 40_000

// row is a reading as a line of a file has it.
type row struct {
	Reading
	line int
	text string // the value as it was written
}

// sheet is a file on its way.
type sheet struct {
	meter    Meter
	zone     *time.Location // of times without an offset; nil for none
	site     *time.Location
	now      time.Time
	header   []string
	rows     []row
	problems []Problem
}

func (s *sheet) refuse(line int, field string, why *reason.Error) {
	s.problems = append(s.problems, Problem{Line: line, Field: field, Why: why})
}

func columns() []string { return []string{"time", "value", "quality"} }

// read reads a file; fields are apart by commas or, as some spreadsheets write, by semicolons.
func (s *sheet) read(content string) {
	lines, _ := csvfile.Open(content, csvfile.BySemicolon)
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
			s.begin(record, line)
		case len(record) != len(s.header):
			s.refuse(line, "", reason.Invalid("the line", fmt.Sprintf("%d fields", len(record)), fmt.Sprintf("%d, as in the first line", len(s.header))))
		case len(s.rows) == maxRows:
			s.refuse(line, "", reason.Invalid("the file", fmt.Sprintf("more than %d readings", maxRows), "less in one file"))
			return
		default:
			s.record(record, line)
		}
	}
	if s.header == nil {
		s.refuse(1, "", reason.Invalid("the file", "empty", "a first line with the names of fields: time, value and, where there is one, quality"))
	}
}

// begin reads the names of the fields.
func (s *sheet) begin(record []string, line int) {
	s.header = make([]string, len(record))
	for i, field := range record {
		field = strings.ToLower(strings.TrimSpace(field))
		switch {
		case !slices.Contains(columns(), field):
			s.refuse(line, field, reason.New(reason.UnknownField, reason.Params{"field": field, "known": strings.Join(columns(), ", ")}))
		case slices.Contains(s.header, field):
			s.refuse(line, field, reason.New(reason.DuplicateName, reason.Params{"field": "field", "name": field}))
		default:
			s.header[i] = field
		}
	}
	for _, field := range []string{"time", "value"} {
		if !slices.Contains(s.header, field) {
			s.refuse(line, field, reason.New(reason.MissingField, reason.Params{"field": field}))
		}
	}
}

func (s *sheet) record(record []string, line int) {
	r := row{line: line, Reading: Reading{Quality: point.Good}}
	before := len(s.problems)
	for i, field := range s.header {
		text := strings.TrimSpace(record[i])
		switch {
		case text == "" && (field == "time" || field == "value"):
			s.refuse(line, field, reason.New(reason.MissingField, reason.Params{"field": field}))
		case field == "time":
			s.time(&r, text)
		case field == "value":
			s.value(&r, text)
		case field == "quality" && text != "":
			s.quality(&r, text)
		}
	}
	if len(s.problems) == before {
		s.rows = append(s.rows, r)
	}
}

// Bounds on times: before the first nobody has a reading in J that anybody still asks for, so that it is
// a slip of the pen.
func earliest() time.Time { return time.Date(2000, 1, 1, 0, 0, 0, 0, time.UTC) }

const ahead = 5 * time.Minute // as for readings of edges

func (s *sheet) time(r *row, text string) {
	at, why := clock.Instant("time", text, s.zone)
	if why != nil {
		s.refuse(r.line, "time", why)
		return
	}
	r.At = at.Truncate(time.Millisecond)
	until := r.At
	if s.meter.ReadingKind == Interval {
		end, ok := s.meter.Period.end(r.At, s.site)
		if !ok {
			s.refuse(r.line, "time", reason.Invalid("time", text, s.meter.Period.begins()+" in "+s.site.String()))
			return
		}
		until = end
	}
	switch {
	case until.Sub(s.now) > ahead && s.meter.ReadingKind == Interval:
		s.refuse(r.line, "time", reason.Invalid("time", text, "a period that is over"))
	case until.Sub(s.now) > ahead:
		s.refuse(r.line, "time", reason.New(reason.FutureTimestamp, reason.Params{"timestamp": r.At.Format(time.RFC3339)}))
	case r.At.Before(earliest()):
		s.refuse(r.line, "time", reason.Invalid("time", text, "a time from 2000 on"))
	}
}

var decimal = regexp.MustCompile(`^\d{1,15}([.,]\d{1,9})?$`)

// maxJoules is more than the world consumes in a century's tenth, and small enough for sums.
const maxJoules = 1e18

// value reads a decimal number of the meter's unit into J, half to even. A comma is a decimal comma.
func (s *sheet) value(r *row, text string) {
	if !decimal.MatchString(text) {
		s.refuse(r.line, "value", reason.Invalid("value", text, "a number in "+s.meter.Unit+" that is not negative, without unit and separators of thousands, such as 1234.5"))
		return
	}
	exact, _ := new(big.Rat).SetString(strings.Replace(text, ",", ".", 1))
	exact.Mul(exact, big.NewRat(joulesOf(s.meter.Unit), 1))
	joules := halfEven(exact)
	if joules.Cmp(big.NewInt(maxJoules)) > 0 {
		s.refuse(r.line, "value", reason.Invalid("value", text, "less than 1e18 J"))
		return
	}
	r.ValueJ, r.text = joules.Int64(), text
}

// halfEven is a number that is not negative, rounded half to even.
func halfEven(exact *big.Rat) *big.Int {
	two := big.NewInt(2)
	quotient, rest := new(big.Int).QuoRem(exact.Num(), exact.Denom(), new(big.Int))
	switch rest.Mul(rest, two).Cmp(exact.Denom()) {
	case 1:
		quotient.Add(quotient, big.NewInt(1))
	case 0:
		quotient.Add(quotient, new(big.Int).And(quotient, big.NewInt(1)))
	}
	return quotient
}

func (s *sheet) quality(r *row, text string) {
	for _, q := range []point.Quality{point.Good, point.Uncertain, point.Substituted} {
		if strings.EqualFold(text, q.String()) {
			r.Quality = q
			return
		}
	}
	s.refuse(r.line, "quality", reason.Invalid("quality", text, "GOOD, UNCERTAIN or SUBSTITUTED"))
}

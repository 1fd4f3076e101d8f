package billing

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"ohmstead/backend/csvfile"
	"ohmstead/energy/money"
	"ohmstead/energy/reason"
)

// Problem is why a line of a file cannot be taken. Line counts from 1; Field is "" where it is the whole line.
type Problem struct {
	Line  int
	Field string
	Why   *reason.Error
}

// maxRows bounds what is taken at once, so that a busy machine still answers within the time of a request.
const maxRows = 5_000

// row is one line of a file.
type row struct {
	line  int
	cells map[string]string
}

// bundle is the rows of one invoice.
type bundle struct {
	rows []row
}

// sheet is a file on its way.
type sheet struct {
	header   []string
	bundles  []*bundle
	rows     int
	problems []Problem
}

func (s *sheet) refuse(line int, field string, why *reason.Error) {
	s.problems = append(s.problems, Problem{Line: line, Field: field, Why: why})
}

// read reads a file; fields are apart by commas or, as some spreadsheets write, by semicolons.
func (s *sheet) read(content string) {
	lines, _ := csvfile.Open(content, csvfile.ByCommaFirst)
	byNumber := map[[2]string]*bundle{}
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
		case s.rows == maxRows:
			s.refuse(line, "", reason.Invalid("the file", fmt.Sprintf("more than %d lines", maxRows), "less in one file"))
			return
		default:
			s.rows++
			s.add(row{line: line, cells: s.cells(record)}, byNumber)
		}
	}
	if s.header == nil {
		s.refuse(1, "", reason.Invalid("the file", "empty", "a first line with the names of fields: "+strings.Join(append(headFields(), lineFields()...), ", ")))
	}
}

// begin reads the names of the fields.
func (s *sheet) begin(record []string, line int) {
	known := slices.Concat(headFields(), lineFields(), givenFields())
	s.header = make([]string, len(record))
	for i, field := range record {
		field = strings.ToLower(strings.TrimSpace(field))
		switch {
		case !slices.Contains(known, field):
			s.refuse(line, field, reason.New(reason.UnknownField, reason.Params{"field": field, "known": strings.Join(known, ", ")}))
		case slices.Contains(s.header, field):
			s.refuse(line, field, reason.New(reason.DuplicateName, reason.Params{"field": "field", "name": field}))
		default:
			s.header[i] = field
		}
	}
	for _, field := range []string{"site", "counterparty", "number"} {
		if !slices.Contains(s.header, field) {
			s.refuse(line, field, reason.New(reason.MissingField, reason.Params{"field": field}))
		}
	}
}

func (s *sheet) cells(record []string) map[string]string {
	cells := make(map[string]string, len(record))
	for i, field := range s.header {
		cells[field] = strings.TrimSpace(record[i])
	}
	return cells
}

// add puts a row to its invoice: the lines of one have its counterparty and number.
func (s *sheet) add(r row, byNumber map[[2]string]*bundle) {
	for _, field := range []string{"counterparty", "number"} {
		if r.cells[field] == "" {
			s.refuse(r.line, field, reason.New(reason.MissingField, reason.Params{"field": field}))
			return
		}
	}
	key := [2]string{r.cells["counterparty"], r.cells["number"]}
	b, ok := byNumber[key]
	if !ok {
		b = &bundle{}
		byNumber[key], s.bundles = b, append(s.bundles, b)
	}
	for _, field := range headFields() {
		if ok && r.cells[field] != "" && r.cells[field] != b.rows[0].cells[field] {
			s.refuse(r.line, field, reason.Invalid(field, r.cells[field], fmt.Sprintf("%q, as on line %d of the same invoice, or nothing", b.rows[0].cells[field], b.rows[0].line)))
		}
	}
	b.rows = append(b.rows, r)
}

// brought is an invoice as a file has it.
type brought struct {
	entry   Entry
	site    SiteName
	status  Status
	settled string
	credits string // its number; "" for none
}

// entry reads the cells of an invoice's rows.
func (s *sheet) entry(b *bundle, names Names) (brought, bool) {
	before := len(s.problems)
	head := b.rows[0]
	cell := func(field string) string { return head.cells[field] }
	out := brought{status: Status(cell("status")), settled: cell("settled_on"), credits: cell("credits")}
	var known bool
	if out.site, known = names.Sites[cell("site")]; !known {
		s.refuse(head.line, "site", reason.Invalid("site", cell("site"), "the key of a site where you enter invoices"))
	}
	e := Entry{Head: Head{
		Number: cell("number"), Counterparty: cell("counterparty"), Direction: Direction(cell("direction")), Kind: Kind(cell("kind")), From: cell("period_from"), To: cell("period_to"),
		Currency: money.Currency(cell("currency")), IssuedOn: cell("issued_on"), DueOn: cell("due_on"),
	}}
	if key := cell("contract"); key != "" {
		if id, ok := names.Contracts[key]; ok {
			e.Contract = &id
		} else {
			s.refuse(head.line, "contract", reason.Invalid("contract", key, "the key of a contract, or nothing"))
		}
	}
	s.flags(head, &e, &out)
	e.Tax, e.Gross = s.decimal(head, "tax_amount"), s.decimal(head, "gross_amount")
	for _, r := range b.rows {
		e.Lines = append(e.Lines, s.enteredLine(r))
	}
	out.entry = e
	return out, len(s.problems) == before
}

// flags reads what is said in words.
func (s *sheet) flags(head row, e *Entry, out *brought) {
	if estimated := head.cells["estimated"]; estimated != "" {
		is, err := strconv.ParseBool(estimated)
		if err != nil {
			s.refuse(head.line, "estimated", reason.Invalid("estimated", estimated, "true or false"))
		}
		e.Estimated = is
	}
	if own := head.cells["own"]; own != "" && own != "false" {
		s.refuse(head.line, "own", reason.Invalid("own", own, "false: invoices that the tenant issues are numbered here and come from no file"))
	}
	if cancels := head.cells["cancels"]; cancels != "" {
		s.refuse(head.line, "cancels", reason.Invalid("cancels", cancels, "nothing: a cancellation is made by cancelling"))
	}
	if out.status == "" {
		out.status = Draft
	}
	if out.status != Draft && out.status != Posted && out.status != Settled {
		s.refuse(head.line, "status", reason.Invalid("status", string(out.status), "DRAFT, POSTED or SETTLED"))
	}
	var faults Faults
	if out.settled != "" {
		faults.day("settled_on", out.settled)
	}
	faults.invalid((out.status == Settled) == (out.settled != ""), spot{-1, "settled_on"}, out.settled, "the day on which a SETTLED invoice was paid, and nothing for others")
	faults.invalid((e.Kind == Credit) == (out.credits != ""), spot{-1, "credits"}, out.credits, "the number of the invoice that a CREDIT takes a part back of, and nothing for others")
	for _, f := range faults {
		s.refuse(head.line, fmt.Sprint(f.Why.Params["field"]), f.Why)
	}
}

func (s *sheet) enteredLine(r row) EnteredLine {
	l := EnteredLine{Kind: r.cells["line_kind"], Text: r.cells["text"], Unit: r.cells["unit"], Quantity: s.decimal(r, "quantity"), Price: s.decimal(r, "price"), Amount: s.decimal(r, "amount")}
	if rate := s.decimal(r, "vat_rate"); rate != nil {
		l.VATRate = *rate
	} else if r.cells["vat_rate"] == "" {
		s.refuse(r.line, "vat_rate", reason.New(reason.MissingField, reason.Params{"field": "vat_rate"}))
	}
	return l
}

// decimal reads a number; a comma is a decimal comma. Nothing where nothing stands.
func (s *sheet) decimal(r row, field string) *money.Decimal {
	text := r.cells[field]
	if text == "" {
		return nil
	}
	d, err := money.Parse(field, strings.Replace(text, ",", ".", 1))
	if why, is := errors.AsType[*reason.Error](err); is {
		s.refuse(r.line, field, why)
		return nil
	}
	return &d
}

// faults notes what is wrong with an entry at the line that says it.
func (s *sheet) faults(b *bundle, found Faults) {
	for _, f := range found {
		field := fmt.Sprint(f.Why.Params["field"])
		line := b.rows[0].line
		if f.Line >= 0 {
			line = b.rows[f.Line].line
			if field == "kind" {
				field = "line_kind"
			}
		}
		s.refuse(line, field, f.Why)
	}
}

package billing

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"reflect"
	"slices"
	"time"

	"github.com/google/uuid"

	"ohmstead/backend/identity"
	"ohmstead/energy/reason"
)

// Job is a file of invoices; a dry one stores nothing.
type Job struct {
	Content string
	Dry     bool
	At      time.Time
}

// Outcome is what becomes of an invoice of a file.
type Outcome string

// Outcomes.
const (
	Made Outcome = "MADE"
	Same Outcome = "SAME" // all of it is known already
)

// Taken is an invoice of a file that can be taken. Line is that of its first.
type Taken struct {
	Line                 int
	Number, Counterparty string
	Outcome              Outcome
}

// Report is what a file comes to. Where there are problems nothing is stored.
type Report struct {
	Taken    []Taken
	Problems []Problem // all of them, by line
	Stored   bool
}

// Import takes invoices from a file, or says everything that stands against it.
func (s *Service) Import(ctx context.Context, scope identity.Scope, job Job) (Report, error) {
	file := &sheet{}
	file.read(job.Content)
	var report Report
	err := s.Together(ctx, scope, func(ctx context.Context) (bool, error) {
		names, err := s.BillingNames(ctx, scope)
		if err != nil {
			return false, fmt.Errorf("list sites and contracts: %w", err)
		}
		t := &taking{Service: s, scope: scope, sheet: file, names: names, at: job.At}
		for _, credits := range []bool{false, true} { // what is credited may stand in the same file
			for _, b := range file.bundles {
				if (b.rows[0].cells["kind"] == string(Credit)) == credits {
					if err := t.take(ctx, b); err != nil {
						return false, err
					}
				}
			}
		}
		report = Report{Taken: t.taken, Stored: !job.Dry && len(file.problems) == 0}
		return report.Stored, nil
	})
	if err != nil {
		return Report{}, fmt.Errorf("import invoices: %w", err)
	}
	slices.SortStableFunc(file.problems, func(a, b Problem) int { return cmp.Compare(a.Line, b.Line) })
	slices.SortFunc(report.Taken, func(a, b Taken) int { return cmp.Compare(a.Line, b.Line) })
	report.Problems = file.problems
	return report, nil
}

// taking is an import on its way.
type taking struct {
	*Service
	scope identity.Scope
	sheet *sheet
	names Names
	at    time.Time
	taken []Taken
}

// take stores one invoice, or notes what stands against it. It fails where that is no refusal.
func (t *taking) take(ctx context.Context, b *bundle) error {
	first := b.rows[0]
	in, ok := t.sheet.entry(b, t.names)
	if !ok {
		return nil
	}
	if in.credits != "" {
		credited, err := t.FindNumber(ctx, t.scope, in.entry.Counterparty, in.credits)
		if errors.Is(err, reason.New(reason.NotFound, nil)) {
			t.sheet.refuse(first.line, "credits", reason.New(reason.InvoiceCredit, reason.Params{"field": "credits"}))
			return nil
		}
		if err != nil {
			return fmt.Errorf("find the credited invoice: %w", err)
		}
		in.entry.Credits = &credited.ID
	}
	invoice, faults := in.entry.Complete()
	if len(faults) > 0 {
		t.sheet.faults(b, faults)
		return nil
	}
	known, err := t.FindNumber(ctx, t.scope, invoice.Counterparty, invoice.Number)
	switch {
	case err == nil && alike(known, invoice, in):
		t.note(first, Same)
		return nil
	case err == nil:
		t.sheet.refuse(first.line, "number", reason.New(reason.DuplicateName, reason.Params{"field": "number", "name": invoice.Number}))
		return nil
	case !errors.Is(err, reason.New(reason.NotFound, nil)):
		return fmt.Errorf("find the invoice: %w", err)
	}
	return t.make(ctx, first, invoice, in)
}

// make stores an invoice and has it come as far as the file says.
func (t *taking) make(ctx context.Context, first row, invoice Invoice, in brought) error {
	var err error
	if invoice.ID, err = uuid.NewV7(); err != nil {
		return fmt.Errorf("draw an id: %w", err)
	}
	invoice.SiteKey = in.site.Key
	made, err := t.MakeInvoice(ctx, t.scope, invoice)
	if err == nil && in.status != Draft {
		made, err = t.Post(ctx, t.scope, Act{Versioned: Versioned{made.ID, made.Version}, At: t.at})
	}
	if err == nil && in.status == Settled {
		_, err = t.Settle(ctx, t.scope, Act{Versioned: Versioned{made.ID, made.Version}, On: in.settled})
	}
	if why, is := errors.AsType[*reason.Error](err); is && why.Code != reason.Unavailable {
		field, _ := why.Params["field"].(string)
		t.sheet.refuse(first.line, field, why)
		return nil
	}
	if err != nil {
		return err
	}
	t.note(first, Made)
	return nil
}

func (t *taking) note(first row, outcome Outcome) {
	t.taken = append(t.taken, Taken{Line: first.line, Number: first.cells["number"], Counterparty: first.cells["counterparty"], Outcome: outcome})
}

// alike says whether what is kept says all that a file says.
func alike(kept, said Invoice, in brought) bool {
	if kept.SiteKey != in.site.Key || kept.Status != in.status || kept.SettledOn != in.settled || kept.Cancels != nil {
		return false
	}
	said.Run = kept.Run // no file names it
	return reflect.DeepEqual(kept.Head, said.Head) && kept.Tax.Equal(said.Tax) && slices.EqualFunc(kept.Lines, said.Lines, Line.equal)
}

func (l Line) equal(o Line) bool {
	return l.Kind == o.Kind && l.Text == o.Text && l.Unit == o.Unit && shown(l.Quantity) == shown(o.Quantity) && shown(l.Price) == shown(o.Price) && l.Amount.Equal(o.Amount) && l.VATRate.Equal(o.VATRate)
}

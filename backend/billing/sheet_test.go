package billing_test

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/uuid"

	"ohmstead/backend/billing"
	"ohmstead/backend/identity"
	"ohmstead/energy/reason"
)

// shelf keeps no invoice that it is given, and knows one site and one contract.
type shelf struct{ billing.Store }

func (shelf) BillingNames(context.Context, identity.Scope) (billing.Names, error) {
	return billing.Names{Sites: map[string]billing.SiteName{"north": {ID: uuid.Nil, Key: 1}}, Contracts: map[string]uuid.UUID{"ppa": uuid.Nil}}, nil
}

func (shelf) Together(ctx context.Context, _ identity.Scope, do func(context.Context) (bool, error)) error {
	_, err := do(ctx)
	return err
}

func (shelf) FindNumber(context.Context, identity.Scope, string, string) (billing.Invoice, error) {
	return billing.Invoice{}, reason.New(reason.NotFound, reason.Params{"what": "invoice"})
}

func (shelf) MakeInvoice(_ context.Context, _ identity.Scope, i billing.Invoice) (billing.Invoice, error) {
	return i, nil
}

func (shelf) ChangeInvoice(_ context.Context, _ identity.Scope, id uuid.UUID, _ billing.Decide) (billing.Invoice, error) {
	return billing.Invoice{ID: id}, nil
}

func taken(t testing.TB, content string) billing.Report {
	t.Helper()
	report, err := billing.NewService(shelf{}).Import(t.Context(), identity.Scope{Tenant: 1, AllSites: true}, billing.Job{Content: content})
	if err != nil {
		t.Fatal(err)
	}
	return report
}

const header = "site,counterparty,number,direction,kind,period_from,period_to,currency,issued_on,status,settled_on,line_kind,text,quantity,unit,price,amount,vat_rate\n"

func TestImport_NamesLineAndField(t *testing.T) {
	whole := "north,Utility,1,PAYABLE,CONSUMPTION,2026-01-01,2026-02-01,EUR,2026-02-01,,,FIXED,Base,,,,10,19\n"
	for name, tt := range map[string]struct{ content, want string }{
		"a whole one":                   {header + whole, ""},
		"semicolons and decimal commas": {strings.ReplaceAll(header, ",", ";") + strings.ReplaceAll(strings.ReplaceAll(whole, ",10,", ",10\x00005,"), ",", ";"), "2 amount"},
		"nothing":                       {"", "1 "},
		"a field that is none":          {"sum," + header + "1," + whole, "1 sum"},
		"a field twice":                 {"text," + header + "x," + whole, "1 text"},
		"no number":                     {strings.Replace(header, ",number", "", 1), "1 number"},
		"a line that is too short":      {header + "north,Utility\n", "2 "},
		"another site on a later line":  {header + whole + strings.Replace(whole, "north", "south", 1), "3 site"},
		"a site that is none":           {header + strings.Replace(whole, "north", "south", 1), "2 site"},
		"a number that is none":         {header + strings.Replace(whole, ",10,", ",ten,", 1), "2 amount"},
		"no rate":                       {header + strings.Replace(whole, ",19\n", ",\n", 1), "2 vat_rate"},
		"settled without a day":         {header + strings.Replace(whole, ",,,FIXED", ",SETTLED,,FIXED", 1), "2 settled_on"},
		"a kind of line that is none":   {header + whole + strings.Replace(whole, "FIXED", "FEE", 1), "3 line_kind"},
		"a quote that does not end":     {header + "\"north,Utility", "2 "},
	} {
		t.Run(name, func(t *testing.T) {
			report := taken(t, strings.ReplaceAll(tt.content, "\x00", ","))
			var got []string
			for _, p := range report.Problems {
				got = append(got, string(rune('0'+p.Line))+" "+p.Field)
			}
			if strings.Join(got, "|") != tt.want || report.Stored != (tt.want == "") {
				t.Errorf("stored %v, problems %q, want %q", report.Stored, got, tt.want)
			}
		})
	}
}

// Whatever stands in a file, it is taken or refused with a line of it, and no more invoices are taken than it has
// lines.
func FuzzImport(f *testing.F) {
	files, err := filepath.Glob("testdata/*.csv")
	if err != nil || len(files) == 0 {
		f.Fatal(files, err)
	}
	for _, name := range files {
		content, err := os.ReadFile(name)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(string(content))
	}
	f.Fuzz(func(t *testing.T, content string) {
		report := taken(t, content)
		lines := strings.Count(content, "\n") + strings.Count(content, "\r") + 1
		if report.Stored != (len(report.Problems) == 0) || len(report.Taken) > lines {
			t.Fatalf("%d lines come to %+v", lines, report)
		}
		for _, p := range report.Problems {
			if p.Line < 1 || p.Line > lines || p.Why == nil {
				t.Fatalf("a problem is %+v of %d lines", p, lines)
			}
		}
	})
}

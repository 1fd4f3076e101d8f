package billing_test

import (
	"errors"
	"math/big"
	"strings"
	"testing"

	"github.com/google/uuid"
	"pgregory.net/rapid"

	"ohmstead/backend/billing"
	"ohmstead/energy/money"
	"ohmstead/energy/reason"
)

func dec(text string) *money.Decimal {
	d, err := money.Parse("test", text)
	if err != nil {
		panic(err)
	}
	return &d
}

func entry(lines ...billing.EnteredLine) billing.Entry {
	return billing.Entry{
		Head: billing.Head{
			Number: "1", Counterparty: "Utility", Direction: billing.Payable, Kind: billing.Consumption, From: "2026-01-01", To: "2026-02-01", Currency: "EUR", IssuedOn: "2026-02-01",
		},
		Lines: lines,
	}
}

func fixed(amount string) billing.EnteredLine {
	return billing.EnteredLine{Kind: "FIXED", Text: "x", Amount: dec(amount), VATRate: *dec("19")}
}

func TestComplete_ComputesWhatIsLeftOut(t *testing.T) {
	for name, tt := range map[string]struct {
		currency        money.Currency
		line            billing.EnteredLine
		amount, tax     string
		joules          int64
		without, refuse string
	}{
		"half a cent goes to the even one":            {"EUR", billing.EnteredLine{Kind: "ENERGY", Text: "x", Quantity: dec("1"), Unit: "kWh", Price: dec("0.125"), VATRate: *dec("0")}, "0.12", "0", 3_600_000, "", ""},
		"and the other half up":                       {"EUR", billing.EnteredLine{Kind: "ENERGY", Text: "x", Quantity: dec("1"), Unit: "kWh", Price: dec("0.135"), VATRate: *dec("0")}, "0.14", "0", 3_600_000, "", ""},
		"yen have no minor unit":                      {"JPY", billing.EnteredLine{Kind: "ENERGY", Text: "x", Quantity: dec("2.5"), Unit: "MWh", Price: dec("9.01"), VATRate: *dec("10")}, "23", "2", 9_000_000_000, "", ""},
		"dinars have three digits":                    {"KWD", billing.EnteredLine{Kind: "EXPORT", Text: "x", Quantity: dec("-3"), Unit: "Wh", Price: dec("0.0125"), VATRate: *dec("5")}, "-0.038", "-0.002", -10_800, "", ""},
		"a power is no energy":                        {"EUR", billing.EnteredLine{Kind: "DEMAND", Text: "x", Quantity: dec("30"), Unit: "kW", Price: dec("4"), VATRate: *dec("7.7")}, "120", "9.24", 0, "", ""},
		"a levy on energy is not counted as energy":   {"EUR", billing.EnteredLine{Kind: "TAX", Text: "x", Quantity: dec("30"), Unit: "kWh", Price: dec("0.02"), VATRate: *dec("19")}, "0.6", "0.11", 0, "", ""},
		"an amount that is given counts over a price": {"EUR", billing.EnteredLine{Kind: "ENERGY", Text: "x", Quantity: dec("1"), Unit: "kWh", Price: dec("0.125"), Amount: dec("0.13"), VATRate: *dec("19")}, "0.13", "0.02", 3_600_000, "", ""},
	} {
		t.Run(name, func(t *testing.T) {
			e := entry(tt.line)
			e.Currency = tt.currency
			i, faults := e.Complete()
			if len(faults) > 0 {
				t.Fatal(faults)
			}
			if i.Net.String() != tt.amount || i.Tax.String() != tt.tax || !i.Gross.Equal(i.Net.Add(i.Tax)) {
				t.Errorf("net %s, tax %s, gross %s", i.Net, i.Tax, i.Gross)
			}
			if j := i.Lines[0].EnergyJ; (j == nil) != (tt.joules == 0) || j != nil && *j != tt.joules {
				t.Errorf("the energy is %v", j)
			}
		})
	}
}

func TestComplete_NamesEveryFault(t *testing.T) {
	id := uuid.New()
	for name, tt := range map[string]struct {
		change func(*billing.Entry)
		want   string // fields with their lines
	}{
		"nothing above the lines": {func(e *billing.Entry) { e.Head = billing.Head{} }, "counterparty number direction kind period_from period_to period_to issued_on currency"},
		"no line":                 {func(e *billing.Entry) { e.Lines = nil }, "lines"},
		"a period of no day":      {func(e *billing.Entry) { e.To = e.From }, "period_to"},
		"a day that is none":      {func(e *billing.Entry) { e.From = "2026-02-30" }, "period_from period_to"},
		"due before it is issued": {func(e *billing.Entry) { e.DueOn = "2026-01-31" }, "due_on"},
		"own, and to be paid":     {func(e *billing.Entry) { e.Own = true }, "number direction"},
		"a credit of nothing":     {func(e *billing.Entry) { e.Kind = billing.Credit }, "credits_id"},
		"no credit, of something": {func(e *billing.Entry) { e.Credits = &id }, "credits_id"},
		"a credit that gives":     {func(e *billing.Entry) { e.Kind, e.Credits = billing.Credit, &id }, "amount"},
		"lines": {func(e *billing.Entry) {
			e.Lines = []billing.EnteredLine{{Kind: "ENERGIE"}, {Kind: "FIXED", Text: "x", Amount: dec("0.001"), VATRate: *dec("101")}}
		}, "0kind 0text 0amount 1vat_rate 1amount"},
		"more energy than is": {func(e *billing.Entry) {
			e.Lines = []billing.EnteredLine{{Kind: "ENERGY", Text: "x", Unit: "MWh", Quantity: dec("999999999999999"), Amount: dec("1")}}
		}, "0quantity"},
		"another sum":         {func(e *billing.Entry) { e.Gross = dec("119.01") }, "gross_amount"},
		"another tax":         {func(e *billing.Entry) { e.Tax = dec("19.02") }, "tax_amount"},
		"a tax of half cents": {func(e *billing.Entry) { e.Tax = dec("19.001") }, "tax_amount"},
	} {
		t.Run(name, func(t *testing.T) {
			e := entry(fixed("100"))
			tt.change(&e)
			_, faults := e.Complete()
			var got []string
			for _, f := range faults {
				field, _ := f.Why.Params["field"].(string)
				if f.Line >= 0 {
					field = string(rune('0'+f.Line)) + field
				}
				got = append(got, field)
			}
			if strings.Join(got, " ") != tt.want {
				t.Errorf("faults are %v, want %s", got, tt.want)
			}
			if len(faults) == 0 || !errors.Is(faults, reason.New(faults[0].Why.Code, nil)) {
				t.Errorf("the first fault is not what they count as: %v", faults)
			}
		})
	}
}

// Whatever is entered, the lines add up to the net amount, the gross amount is net and tax, and the tax is within
// half a minor unit for each rate of the exact one; written down and entered again it is the same, also with its
// signs turned.
func TestComplete_AddsUp(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		currency := rapid.SampledFrom([]money.Currency{"EUR", "JPY", "KWD"}).Draw(t, "currency")
		digits := currency.MinorDigits()
		e := entry()
		e.Currency = currency
		rates := map[string]bool{}
		for range rapid.IntRange(1, 12).Draw(t, "lines") {
			rate := rapid.SampledFrom([]string{"0", "7", "7.7", "19"}).Draw(t, "rate")
			rates[rate] = true
			l := billing.EnteredLine{Kind: "ENERGY", Text: "x", Unit: "kWh", VATRate: *dec(rate)}
			q, p := money.Of(rapid.Int64Range(-1e9, 1e9).Draw(t, "quantity"), 3), money.Of(rapid.Int64Range(-1e7, 1e7).Draw(t, "price"), 6)
			l.Quantity, l.Price = &q, &p
			if rapid.Bool().Draw(t, "said") {
				amount := money.Of(rapid.Int64Range(-1e9, 1e9).Draw(t, "amount"), digits)
				l.Amount = &amount
			}
			e.Lines = append(e.Lines, l)
		}
		i, faults := e.Complete()
		if len(faults) > 0 {
			t.Fatal(faults)
		}
		sum, exact := new(big.Rat), new(big.Rat)
		rat := func(d money.Decimal) *big.Rat {
			r, _ := new(big.Rat).SetString(d.String())
			return r
		}
		turned := e
		turned.Lines = nil
		again := e
		again.Lines = nil
		for n, l := range i.Lines {
			sum.Add(sum, rat(l.Amount))
			exact.Add(exact, new(big.Rat).Mul(rat(l.Amount), new(big.Rat).Mul(rat(l.VATRate), big.NewRat(1, 100))))
			amount, minus, q := l.Amount, l.Amount.Neg(), e.Lines[n].Quantity.Neg()
			again.Lines = append(again.Lines, billing.EnteredLine{Kind: l.Kind, Text: l.Text, Unit: l.Unit, VATRate: l.VATRate, Quantity: l.Quantity, Price: l.Price, Amount: &amount})
			turned.Lines = append(turned.Lines, billing.EnteredLine{Kind: l.Kind, Text: l.Text, Unit: l.Unit, VATRate: l.VATRate, Quantity: &q, Price: l.Price, Amount: &minus})
		}
		if sum.Cmp(rat(i.Net)) != 0 || !i.Gross.Equal(i.Net.Add(i.Tax)) {
			t.Fatalf("lines %s, net %s, tax %s, gross %s", sum.FloatString(6), i.Net, i.Tax, i.Gross)
		}
		off := new(big.Rat).Sub(rat(i.Tax), exact)
		if bound := new(big.Rat).Mul(rat(money.Of(5, digits+1)), big.NewRat(int64(len(rates)), 1)); off.Abs(off).Cmp(bound) > 0 {
			t.Fatalf("the tax %s is %s off", i.Tax, off.FloatString(6))
		}
		again.Tax, again.Gross = &i.Tax, &i.Gross
		if same, faults := again.Complete(); len(faults) > 0 || !same.Gross.Equal(i.Gross) || *same.Lines[0].EnergyJ != *i.Lines[0].EnergyJ {
			t.Fatalf("entered again it is %+v, %v", same, faults)
		}
		if minus, faults := turned.Complete(); len(faults) > 0 || !minus.Gross.Equal(i.Gross.Neg()) || !minus.Tax.Equal(i.Tax.Neg()) || *minus.Lines[0].EnergyJ != -*i.Lines[0].EnergyJ {
			t.Fatalf("turned it is %+v, %v", minus, faults)
		}
	})
}

// A tax that somebody else has rounded by line, or half up, is taken as it stands; an own one is not.
func TestComplete_TakesTheRoundingOfOthers(t *testing.T) {
	e := entry(fixed("0.03"), fixed("0.03"), fixed("0.03")) // 19 % of 0.09 is 0.0171: 0.02; by line 0.0057: 0.01 each
	e.Tax = dec("0.03")
	if i, faults := e.Complete(); len(faults) > 0 || i.Gross.String() != "0.12" {
		t.Errorf("by line it is %+v, %v", i, faults)
	}
	e.Number, e.Own, e.Direction = "", true, billing.Receivable
	if _, faults := e.Complete(); len(faults) != 1 || faults[0].Why.Code != reason.InvoiceTotals {
		t.Errorf("an own one is %v", faults)
	}
}

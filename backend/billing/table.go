package billing

import (
	"encoding/csv"
	"io"
	"strconv"

	"github.com/google/uuid"

	"ohmstead/energy/money"
	"ohmstead/energy/unit"
)

// headFields are those of a line of a file that say the same on every line of an invoice; lineFields are about
// the line itself.
func headFields() []string {
	return []string{
		"site", "counterparty", "number", "direction", "kind", "contract", "period_from", "period_to", "currency", "issued_on", "due_on", "estimated",
		"status", "settled_on", "credits", "tax_amount", "gross_amount",
	}
}

func lineFields() []string {
	return []string{"line_kind", "text", "quantity", "unit", "price", "amount", "vat_rate"}
}

// givenFields are those that only what is given out has.
func givenFields() []string { return []string{"own", "cancels", "net_amount", "energy_wh", "id"} }

// Table writes invoices as comma-separated values (RFC 4180), one line for each of theirs under a line of names.
// What was entered from outside is taken in again by Import.
type Table struct {
	out   *csv.Writer
	sites map[uuid.UUID]string
	under map[uuid.UUID]string
}

// NewTable begins a table. Sites and contracts without a key stand with their id.
func NewTable(to io.Writer, names Names) *Table {
	t := &Table{out: csv.NewWriter(to), sites: map[uuid.UUID]string{}, under: map[uuid.UUID]string{}}
	for key, site := range names.Sites {
		t.sites[site.ID] = key
	}
	for key, id := range names.Contracts {
		t.under[id] = key
	}
	_ = t.out.Write(append(append(headFields(), lineFields()...), givenFields()...)) // Flush says it
	return t
}

// Write adds an invoice with its lines; credited and cancelled are the numbers of those it names, "" for none.
func (t *Table) Write(i Invoice, credited, cancelled string) {
	digits := i.Currency.MinorDigits()
	contract := ""
	if i.Contract != nil {
		contract = named(t.under, *i.Contract)
	}
	for _, l := range i.Lines {
		_ = t.out.Write([]string{
			named(t.sites, i.Site), i.Counterparty, i.Number, string(i.Direction), string(i.Kind), contract, i.From, i.To, string(i.Currency), i.IssuedOn, i.DueOn,
			strconv.FormatBool(i.Estimated), string(i.Status), i.SettledOn, credited, i.Tax.Fixed(digits), i.Gross.Fixed(digits),
			l.Kind, l.Text, shown(l.Quantity), l.Unit, shown(l.Price), l.Amount.Fixed(digits), l.VATRate.String(),
			strconv.FormatBool(i.Own), cancelled, i.Net.Fixed(digits), wattHours(l.EnergyJ), i.ID.String(),
		})
	}
}

// Flush hands everything on, and says what went wrong.
func (t *Table) Flush() error {
	t.out.Flush()
	return t.out.Error() //nolint:wrapcheck // of who reads
}

func named(names map[uuid.UUID]string, id uuid.UUID) string {
	if key, ok := names[id]; ok {
		return key
	}
	return id.String()
}

func shown(d *money.Decimal) string {
	if d == nil {
		return ""
	}
	return d.String()
}

// wattHours is an energy in Wh, "" for none.
func wattHours(joules *int64) string {
	if joules == nil {
		return ""
	}
	return unit.Energy(*joules).WattHourText()
}

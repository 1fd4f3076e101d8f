package reason

// Codes of invoices and of what sites return on their investment.
const (
	InvoiceFixed      Code = "INVOICE_FIXED"
	InvoiceTotals     Code = "INVOICE_TOTALS"
	InvoiceCredit     Code = "INVOICE_CREDIT"
	BillingRunFixed   Code = "BILLING_RUN_FIXED"
	NoCapex           Code = "NO_CAPEX"
	SeveralCurrencies Code = "SEVERAL_CURRENCIES"
	NothingSettled    Code = "NOTHING_SETTLED"
)

func billingCodes() []Entry {
	return []Entry{
		{InvoiceFixed, Refusal, 409, []string{"status", "act"}, "an invoice that is {status} cannot be {act}: what is posted is settled or cancelled, and corrected by another invoice", "eine Rechnung im Stand {status} lässt {act} nicht zu: Gebuchtes wird bezahlt oder storniert und durch eine andere Rechnung berichtigt"},
		{InvoiceTotals, Refusal, 422, []string{"field", "value", "computed"}, "{field} is {value}, but the lines come to {computed}", "{field} ist {value}, die Zeilen ergeben aber {computed}"},
		{InvoiceCredit, Refusal, 409, []string{"field"}, "{field} names no posted invoice of the same site, direction and currency that a credit can take something back of", "{field} nennt keine gebuchte Rechnung desselben Standorts, derselben Richtung und Währung, von der eine Gutschrift etwas zurücknehmen kann"},
		{BillingRunFixed, Refusal, 409, []string{"status", "act"}, "a billing run that is {status} cannot become {act}", "ein Abrechnungslauf im Stand {status} kann nicht {act} werden"},
		{NoCapex, Notice, 0, nil, "nobody said what was invested in the site", "niemand hat gesagt, was in den Standort investiert wurde"},
		{SeveralCurrencies, Notice, 0, nil, "invoices and investment are in several currencies, which are not added", "Rechnungen und Investition lauten auf verschiedene Währungen, die nicht addiert werden"},
		{NothingSettled, Notice, 0, nil, "no settled invoice and no price of energy is known for the period", "für den Zeitraum ist keine bezahlte Rechnung und kein Energiepreis bekannt"},
	}
}

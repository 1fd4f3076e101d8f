package reason

// Codes of tariffs.
const (
	TariffComponentInvalid Code = "TARIFF_COMPONENT_INVALID"
	TariffBandsOverlap     Code = "TARIFF_BANDS_OVERLAP"
	TariffVersionBegun     Code = "TARIFF_VERSION_BEGUN"
)

func tariffCodes() []Entry {
	return []Entry{
		{TariffComponentInvalid, Refusal, 422, []string{"component", "field", "value", "want"}, "component {component}: {field} is {value}, want {want}", "Bestandteil {component}: {field} ist {value}, erwartet wird {want}"},
		{TariffBandsOverlap, Refusal, 422, []string{"component", "first", "second", "when"}, "component {component}: bands {first} and {second} both have a price for {when}; let one end where the other begins", "Bestandteil {component}: die Zeitbänder {first} und {second} haben beide einen Preis für {when}; lassen Sie eines enden, wo das andere beginnt"},
		{TariffVersionBegun, Refusal, 409, []string{"valid_from", "want"}, "the version has begun on {valid_from}: what it was is not changed, {want}", "die Fassung gilt seit {valid_from}: was war, wird nicht geändert, {want}"},
	}
}

package tariffs

import (
	"errors"
	"fmt"
	"time"

	"github.com/google/uuid"

	"ohmstead/backend/tariffs"
	"ohmstead/energy/money"
	"ohmstead/energy/reason"
	"ohmstead/energy/slot"
	"ohmstead/energy/tariff"
)

func draftOf(f TariffFields) tariffs.Draft {
	d := tariffs.Draft{Name: f.Name, Region: f.Region}
	if f.ContractID != nil {
		d.Contract = *f.ContractID
	}
	return d
}

// reading turns the texts of a version into numbers and times, and notes those that are none.
type reading struct{ faults tariff.Faults }

// versionFrom is the version of fields: tariff.Faults for texts that are no numbers or times.
func (a api) versionFrom(f TariffVersionFields) (tariff.Version, error) {
	v := tariff.Version{
		ValidFrom: f.ValidFrom.UTC(), KnownAt: a.desk.Now().UTC().Truncate(time.Microsecond), Currency: money.Currency(f.Currency), TimeZone: f.TimeZone, Clock: tariff.Clock(f.Clock), Rounding: tariff.Rounding(f.Rounding),
		Components: make([]tariff.Component, 0, len(f.Components)),
	}
	if f.ValidTo != nil {
		to := f.ValidTo.UTC()
		v.ValidTo = &to
	}
	if f.KnownAt != nil {
		v.KnownAt = f.KnownAt.UTC()
	}
	if f.Holidays != nil {
		v.Holidays = &tariff.Holidays{Name: f.Holidays.Name, Days: f.Holidays.Days}
	}
	var r reading
	for i, c := range f.Components {
		v.Components = append(v.Components, r.component(fmt.Sprintf("components[%d]", i), c))
	}
	if len(r.faults) > 0 {
		return v, r.faults
	}
	return v, nil
}

func (r *reading) component(at string, f TariffComponentFields) tariff.Component {
	c := tariff.Component{Name: f.Name, Kind: tariff.Kind(f.Kind), Basis: tariff.Basis(f.Basis), Period: tariff.Period(f.Period), VATClass: f.VATClass}
	c.Months, c.Price = f.Months, r.price(at+".price", f.Price)
	for i, b := range f.Bands {
		place := fmt.Sprintf("%s.bands[%d]", at, i)
		c.Bands = append(c.Bands, tariff.Band{
			Months: b.Months, Weekdays: b.Weekdays, From: r.clock(place+".from", b.From), To: r.clock(place+".to", b.To), Price: r.price(place+".price", b.Price), Peak: b.Peak,
		})
	}
	if d := f.Demand; d != nil {
		c.Demand = &tariff.Peak{WindowMinutes: d.WindowMinutes, Sliding: d.Sliding, Largest: d.Largest, OnePerDay: d.OnePerDay, Pool: d.Pool}
	}
	if t := f.Ratchet; t != nil {
		c.Ratchet = &tariff.Ratchet{Percent: r.number(at+".ratchet.percent", t.Percent), Months: t.Months, Previous: t.Previous, Year: t.Year}
	}
	return c
}

func (r *reading) price(at string, f *TariffPrice) *tariff.Price {
	if f == nil {
		return nil
	}
	p := &tariff.Price{Constant: r.perhaps(at+".constant", f.Constant), Series: f.Series}
	if o := f.Formula; o != nil {
		p.Formula = &tariff.Formula{
			A: r.number(at+".formula.a", o.A), B: r.number(at+".formula.b", o.B), Index: o.Index, Floor: r.perhaps(at+".formula.floor", o.Floor), Cap: r.perhaps(at+".formula.cap", o.Cap),
		}
	}
	if t := f.Tiers; t != nil {
		p.Tiers = &tariff.Tiers{Unit: t.Unit}
		for i, s := range t.Steps {
			place := fmt.Sprintf("%s.tiers.steps[%d]", at, i)
			p.Tiers.Steps = append(p.Tiers.Steps, tariff.Step{UpTo: r.perhaps(place+".up_to", s.UpTo), Price: r.number(place+".price", s.Price)})
		}
	}
	return p
}

func (r *reading) number(at, text string) money.Decimal {
	d, err := money.Parse(at, text)
	if refused, is := errors.AsType[*reason.Error](err); is {
		r.faults = append(r.faults, tariff.Fault{Path: at, Why: refused})
	}
	return d
}

func (r *reading) perhaps(at, text string) *money.Decimal {
	if text == "" {
		return nil
	}
	d := r.number(at, text)
	return &d
}

func (r *reading) clock(at, text string) int {
	clock, err := slot.ParseClock(text)
	if err != nil {
		r.faults = append(r.faults, tariff.Fault{Path: at, Why: reason.Invalid(at, text, err.Error())})
	}
	return int(clock / time.Minute)
}

func headOf(t tariffs.Tariff) TariffHead {
	h := TariffHead{ID: t.ID, SiteID: t.Site, TariffFields: TariffFields{Name: t.Name, Region: t.Region}, Version: t.Version, ArchivedAt: t.Archived}
	if t.Contract != uuid.Nil {
		h.ContractID = &t.Contract
	}
	return h
}

func listedOf(t tariffs.Tariff, at time.Time) TariffListed {
	out := TariffListed{TariffHead: headOf(t)}
	if v, is := t.At(at); is {
		structure, currency := string(v.Structure), string(v.Currency)
		out.Structure, out.Currency, out.TimeZone, out.ValidFrom, out.ValidTo = &structure, &currency, &v.TimeZone, &v.ValidFrom, v.ValidTo
	}
	return out
}

func tariffOf(t tariffs.Tariff) Tariff {
	out := Tariff{TariffHead: headOf(t), Versions: make([]TariffVersion, 0, len(t.Versions))}
	for _, v := range t.Versions {
		out.Versions = append(out.Versions, versionOf(v))
	}
	return out
}

func versionOf(v tariffs.Version) TariffVersion {
	windows := v.Windows()
	out := TariffVersion{
		ID: v.ID, Revision: v.Revision, Structure: string(v.Structure), Components: make([]TariffComponent, 0, len(v.Components)),
		TariffVersionHead: TariffVersionHead{
			ValidFrom: v.ValidFrom, ValidTo: v.ValidTo, KnownAt: &v.KnownAt, Currency: string(v.Currency), TimeZone: v.TimeZone, Clock: string(v.Clock), Rounding: string(v.Rounding),
		},
		Windows: windowsOf(windows), Unpriced: windowsOf(tariff.Gaps(windows)),
	}
	if v.Holidays != nil {
		out.Holidays = &TariffHolidays{Name: v.Holidays.Name, Days: v.Holidays.Days}
	}
	for _, c := range v.Components {
		out.Components = append(out.Components, TariffComponent{TariffComponentFields: componentOf(c), Unit: c.Unit(v.Currency)})
	}
	return out
}

func componentOf(c tariff.Component) TariffComponentFields {
	f := TariffComponentFields{
		Name: c.Name, Kind: string(c.Kind), Basis: string(c.Basis), Period: string(c.Period), VATClass: c.VATClass, Months: c.Months, Price: priceOf(c.Price),
	}
	for _, b := range c.Bands {
		f.Bands = append(f.Bands, TariffBand{Months: b.Months, Weekdays: b.Weekdays, From: clockOf(b.From), To: clockOf(b.To), Price: priceOf(b.Price), Peak: b.Peak})
	}
	if d := c.Demand; d != nil {
		f.Demand = &TariffDemand{WindowMinutes: d.WindowMinutes, Sliding: d.Sliding, Largest: d.Largest, OnePerDay: d.OnePerDay, Pool: d.Pool}
	}
	if r := c.Ratchet; r != nil {
		f.Ratchet = &TariffRatchet{Percent: r.Percent.String(), Months: r.Months, Previous: r.Previous, Year: r.Year}
	}
	return f
}

func priceOf(p *tariff.Price) *TariffPrice {
	if p == nil {
		return nil
	}
	f := &TariffPrice{Constant: textOf(p.Constant), Series: p.Series}
	if o := p.Formula; o != nil {
		f.Formula = &TariffFormula{A: o.A.String(), B: o.B.String(), Index: o.Index, Floor: textOf(o.Floor), Cap: textOf(o.Cap)}
	}
	if t := p.Tiers; t != nil {
		f.Tiers = &TariffTiers{Unit: t.Unit, Steps: []TariffStep{}}
		for _, s := range t.Steps {
			f.Tiers.Steps = append(f.Tiers.Steps, TariffStep{UpTo: textOf(s.UpTo), Price: s.Price.String()})
		}
	}
	return f
}

func textOf(d *money.Decimal) string {
	if d == nil {
		return ""
	}
	return d.String()
}

func clockOf(minute int) string { return fmt.Sprintf("%02d:%02d", minute/60, minute%60) }

func windowsOf(windows []tariff.Window) []TariffWindow {
	out := make([]TariffWindow, 0, len(windows))
	for _, w := range windows {
		out = append(out, TariffWindow{
			Window: w.String(), Months: w.Months, Weekdays: w.Weekdays, Holiday: w.Holiday, From: clockOf(w.From), To: clockOf(w.To), TariffRateSides: sidesOf(w.Rate),
		})
	}
	return out
}

func sidesOf(r tariff.Rate) TariffRateSides {
	rate := func(s tariff.Side) *string {
		if s.Unknown != "" {
			return nil
		}
		text := s.Rate.String()
		return &text
	}
	return TariffRateSides{Buy: rate(r.Buy), BuyUnknown: string(r.Buy.Unknown), Sell: rate(r.Sell), SellUnknown: string(r.Sell.Unknown), Peak: r.Peak}
}

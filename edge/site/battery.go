package site

import (
	"path/filepath"
	"slices"
	"strings"

	"ohmstead/energy/point"
	"ohmstead/energy/reason"
	"ohmstead/energy/storage"
	"ohmstead/field/cell"
	"ohmstead/field/strict"
)

// readBattery reads of which cells a battery is made; nil where the file does not say. A cell is
// named, or a file beside the site file.
func readBattery(m *strict.Map) *storage.Pack {
	if !m.Has("battery") {
		return nil
	}
	b := m.Map("battery")
	b.Require("cell")
	name := b.Text("cell")
	series, parallel := countOf(b, "series"), countOf(b, "parallel")
	leads := b.Number("leads_ohm", 0)
	if leads < 0 {
		b.Invalid("leads_ohm", "not negative")
	}
	b.Done()
	if name == "" {
		return nil
	}
	if strings.ContainsAny(name, `/\.`) && !filepath.IsAbs(name) {
		name = filepath.Join(filepath.Dir(b.Place().File), name)
	}
	model, err := cell.Load(name)
	if err != nil {
		b.Invalid("cell", "one of "+strings.Join(cell.Names(), ", ")+", or a cell file that can be used: "+oneLine(err))
		return nil
	}
	pack, err := model.Pack()
	if err != nil {
		b.Invalid("cell", "a cell that makes sense: "+oneLine(err))
		return nil
	}
	pack.Series, pack.Parallel = series*model.Series, parallel*model.Parallel
	pack.LeadsOhm += leads
	return &pack
}

func countOf(m *strict.Map, field string) int {
	v := m.Whole(field, 1)
	if v < 1 || v > 10_000 {
		m.Invalid(field, "1 to 10000")
		return 1
	}
	return int(v)
}

func oneLine(err error) string {
	line, _, _ := strings.Cut(err.Error(), "\n")
	return line
}

// estimating completes what a battery that names its cells offers: what is estimated of it. It must
// measure current and voltage.
func estimating(a Asset, offers []Offer) ([]Offer, error) {
	if a.Battery == nil {
		return offers, nil
	}
	has := func(channel string) bool {
		return slices.ContainsFunc(offers, func(o Offer) bool { return o.Channel == channel })
	}
	for _, channel := range []string{point.Current, point.Voltage} {
		if !has(channel) {
			return nil, reason.New(reason.UnknownChannel, reason.Params{"channel": a.ID + "." + channel})
		}
	}
	for _, channel := range []string{point.SOC, point.SOCEstimated, point.SOCSigma} {
		if !has(channel) {
			offers = append(slices.Clone(offers), Offer{Channel: channel})
		}
	}
	return offers, nil
}

package reports

import (
	"bytes"
	"encoding/csv"
	"strconv"
	"strings"
	"time"

	"ohmstead/backend/report"
	"ohmstead/energy/unit"
)

var columns = []string{
	"row", "name", "from", "to", "hours", "import_wh", "export_wh", "pv_wh", "charged_wh", "discharged_wh", "load_wh",
	"self_consumption_percent", "self_sufficiency_percent", "peak_watts", "peak_from", "coverage_percent",
}

// table is a report as comma-separated values: the whole, its parts and its sites, a line each. What
// is unknown is empty. Instants have the offset of the report's zone.
func table(full FullReport) []byte {
	var out bytes.Buffer
	w := csv.NewWriter(&out)
	r := full.Report
	zone := Zone(r.TimeZone)
	line := func(row, name string, from, to time.Time, f report.Figures) {
		_ = w.Write([]string{ // a buffer takes everything
			row, Plain(name), Stamp(from, zone), Stamp(to, zone), Decimal(int64(to.Sub(from)/time.Minute)*100/60, 2),
			WattHours(f.Import), WattHours(f.Export), WattHours(f.PV), WattHours(f.Charged), WattHours(f.Discharged), WattHours(f.Load),
			Percent(f.SelfConsumption), Percent(f.SelfSufficiency), peakWatts(f.Peak), peakFrom(f.Peak, zone), Decimal(f.Coverage, 2),
		})
	}
	_ = w.Write(columns)
	line("total", r.Subject.Name, r.From, r.To, r.Total)
	for _, p := range r.Parts {
		line(map[report.Period]string{report.Day: "hour", report.Week: "day"}[r.Period], r.Subject.Name, p.From, p.To, p.Figures)
	}
	for _, s := range r.Sites {
		line("site", s.Name, r.From, r.To, s.Figures)
	}
	w.Flush()
	return out.Bytes()
}

// Plain keeps a name from being taken for a formula by a spreadsheet. Source: OWASP, "CSV Injection".
func Plain(name string) string {
	if name != "" && strings.ContainsRune("=+-@\t\r", rune(name[0])) {
		return "'" + name
	}
	return name
}

// Zone is the zone of what was computed in it, by its name: UTC where this system has forgotten it.
func Zone(name string) *time.Location {
	zone, err := time.LoadLocation(name)
	if err != nil {
		return time.UTC
	}
	return zone
}

// Stamp is an instant as tables have it, with the offset of a zone.
func Stamp(at time.Time, zone *time.Location) string { return at.In(zone).Format(time.RFC3339) }

// WattHours is an energy in Wh with two decimals, half to even; empty where unknown.
func WattHours(e *unit.ShownEnergy) string {
	if e == nil {
		return ""
	}
	return unit.Energy(*e).WattHourText()
}

// Percent is hundredths of a percent as percent with two decimals; empty where unknown.
func Percent(basisPoints *int64) string {
	if basisPoints == nil {
		return ""
	}
	return Decimal(*basisPoints, 2)
}

func peakWatts(p *report.Peak) string {
	if p == nil {
		return ""
	}
	return strconv.FormatInt(p.Watts, 10)
}

func peakFrom(p *report.Peak, zone *time.Location) string {
	if p == nil {
		return ""
	}
	return Stamp(p.From, zone)
}

// Decimal is a number that is not negative, given in units of its last decimal.
func Decimal(n int64, decimals int) string {
	text := strconv.FormatInt(n, 10)
	if missing := decimals + 1 - len(text); missing > 0 {
		text = strings.Repeat("0", missing) + text
	}
	return text[:len(text)-decimals] + "." + text[len(text)-decimals:]
}

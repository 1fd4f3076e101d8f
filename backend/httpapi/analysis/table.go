package analysis

import (
	"bytes"
	"encoding/csv"
	"strconv"
	"strings"

	"ohmstead/backend/analysis"
	"ohmstead/backend/httpapi/reports"
)

func kpiFile(k analysis.KPIs, in KPIQuery) *fileOutput {
	return csvFile(strings.ToLower("kpis-"+in.Interval)+"-"+in.From+"-"+in.To, kpiTable(k))
}

// kpiTable has a line per interval. Instants have the offset of the zone.
func kpiTable(k analysis.KPIs) []byte {
	zone := reports.Zone(k.TimeZone)
	rows := [][]string{{
		"subject", "from", "to", "closed", "import_wh", "export_wh", "pv_wh", "charged_wh", "discharged_wh", "load_wh",
		"self_consumption_percent", "self_sufficiency_percent", "peak_watts", "peak_from", "load_factor_percent", "specific_yield_wh_per_kw", "full_cycles", "coverage_percent",
	}}
	for _, i := range k.Items {
		peak, at := "", ""
		if i.Peak != nil {
			peak, at = strconv.FormatInt(i.Peak.Watts, 10), reports.Stamp(i.Peak.From, zone)
		}
		rows = append(rows, []string{
			reports.Plain(k.Subject.Name), reports.Stamp(i.From, zone), reports.Stamp(i.To, zone), strconv.FormatBool(i.Closed),
			reports.WattHours(i.Import), reports.WattHours(i.Export), reports.WattHours(i.PV),
			reports.WattHours(i.Charged), reports.WattHours(i.Discharged), reports.WattHours(i.Load),
			reports.Percent(i.SelfConsumption), reports.Percent(i.SelfSufficiency), peak, at,
			reports.Percent(i.LoadFactor), whole(i.SpecificYield), thousandths(i.FullCycles), reports.Decimal(i.Coverage, 2),
		})
	}
	return written(rows)
}

func profileTable(p analysis.LoadProfile) []byte {
	rows := [][]string{{"series_ref", "unit", "season", "day_type", "days", "at", "mean", "p10", "p50", "p90", "min", "max", "known", "existing"}}
	for _, g := range p.Groups {
		for _, s := range g.Slots {
			rows = append(rows, []string{
				reports.Plain(p.Of), p.Unit, string(g.Season), string(g.DayType), strconv.Itoa(g.Days), s.At,
				number(s.Mean), number(s.P10), number(s.P50), number(s.P90), number(s.Min), number(s.Max), strconv.Itoa(s.Known), strconv.Itoa(s.Existing),
			})
		}
	}
	return written(rows)
}

func durationTable(p analysis.LoadProfile) []byte {
	rows := [][]string{{"series_ref", "unit", "percent_of_time", "value"}}
	for _, s := range p.Duration.Curve {
		rows = append(rows, []string{reports.Plain(p.Of), p.Unit, strconv.Itoa(s.Percent), number(&s.Value)})
	}
	return written(rows)
}

func written(rows [][]string) []byte {
	var out bytes.Buffer
	_ = csv.NewWriter(&out).WriteAll(rows) // a buffer takes everything
	return out.Bytes()
}

// number is a value with three decimals; empty where it is unknown.
func number(v *float64) string {
	if v == nil {
		return ""
	}
	return strconv.FormatFloat(*v, 'f', 3, 64)
}

func whole(n *int64) string {
	if n == nil {
		return ""
	}
	return strconv.FormatInt(*n, 10)
}

func thousandths(n *int64) string {
	if n == nil {
		return ""
	}
	return reports.Decimal(*n, 3)
}

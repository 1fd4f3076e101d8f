package reports

import (
	"bytes"
	_ "embed"
	"fmt"
	"html/template"
	"strings"
	"time"

	"ohmstead/backend/report"
	"ohmstead/energy/unit"
)

//go:embed page.gohtml
var pageText string

// page is a report as a page for paper: one document without scripts and without anything from
// elsewhere, which a browser prints or saves.
func page(full FullReport, language string) ([]byte, error) {
	v := view{FullReport: full, W: wordings()[language], Language: language, zone: Zone(full.Report.TimeZone)}
	v.Chart = chartOf(v)
	text, err := template.New("page").Parse(pageText)
	if err != nil {
		return nil, fmt.Errorf("read the page of reports: %w", err)
	}
	var out bytes.Buffer
	if err := text.Execute(&out, v); err != nil {
		return nil, fmt.Errorf("write the report %s as a page: %w", full.Version.ID, err)
	}
	return out.Bytes(), nil
}

// view is what the page is written from.
type view struct {
	FullReport
	W        wording
	Language string
	Chart    chart
	zone     *time.Location
}

// Unknown stands where a figure is not known.
const unknown = "–"

// Title is what the report is.
func (v view) Title() string {
	if v.Report.Period == report.Week {
		return v.W.Week
	}
	return v.W.Day
}

// When is the period in words.
func (v view) When() string {
	last := v.Report.To.Add(-time.Second)
	if v.Report.Period == report.Week {
		_, week := v.Report.From.In(v.zone).ISOWeek()
		return fmt.Sprintf("%s %d · %s – %s", v.W.WeekNumber, week, v.date(v.Report.From), v.date(last))
	}
	return v.date(v.Report.From)
}

func (v view) date(at time.Time) string {
	at = at.In(v.zone)
	day, month := v.W.Days[at.Weekday()], v.W.Months[at.Month()-1]
	if v.Language == "de" {
		return fmt.Sprintf("%s, %d. %s %d", day, at.Day(), month, at.Year())
	}
	return fmt.Sprintf("%s %d %s %d", day, at.Day(), month, at.Year())
}

// Label names a part: a day, or an hour with its offset, which tells the hours of a changed clock apart.
func (v view) Label(p report.Subspan) string {
	at := p.From.In(v.zone)
	if v.Report.Period == report.Week {
		return fmt.Sprintf("%s %s", v.W.Days[at.Weekday()], v.short(at))
	}
	if len(v.Report.Parts) == 24 {
		return at.Format("15:04")
	}
	return at.Format("15:04 -07:00")
}

// brief is a label without the offset.
func (v view) brief(p report.Subspan) string {
	if v.Report.Period == report.Day {
		return p.From.In(v.zone).Format("15:04")
	}
	return v.Label(p)
}

func (v view) short(at time.Time) string {
	if v.Language == "de" {
		return at.Format("02.01.")
	}
	return fmt.Sprintf("%d %s", at.Day(), v.W.Months[at.Month()-1])
}

// Moment is an instant in the report's zone.
func (v view) Moment(at time.Time) string {
	at = at.In(v.zone)
	return fmt.Sprintf("%s %s", v.short(at), at.Format("15:04"))
}

// Instant is an instant in full.
func (v view) Instant(at time.Time) string {
	return v.date(at) + at.In(v.zone).Format(", 15:04 MST")
}

// KWh is an energy with as many decimals as its size needs.
func (v view) KWh(e *unit.ShownEnergy) string {
	if e == nil {
		return unknown
	}
	digit, decimals := 10*unit.WattHour, 2
	if unit.Energy(*e) >= 100*unit.KilowattHour {
		digit, decimals = 100*unit.WattHour, 1
	}
	return v.number(unit.Scaled(int64(*e), 1, int64(digit)), decimals)
}

// KW is a power in kW.
func (v view) KW(p *report.Peak) string {
	if p == nil {
		return unknown
	}
	return v.number((p.Watts+5)/10, 2)
}

// Percent is a share with one decimal, rounded down so that only all of it is 100 %.
func (v view) Percent(basisPoints *int64) string {
	if basisPoints == nil {
		return unknown
	}
	return v.number(*basisPoints/10, 1)
}

// Covered is a coverage.
func (v view) Covered(basisPoints int64) string { return v.Percent(&basisPoints) }

// number is a number in the form of the language, given in units of its last decimal.
func (v view) number(n int64, decimals int) string {
	whole, fraction, _ := strings.Cut(Decimal(n, decimals), ".")
	grouped := ""
	for len(whole) > 3 {
		grouped = v.W.Group + whole[len(whole)-3:] + grouped
		whole = whole[:len(whole)-3]
	}
	return whole + grouped + v.W.Point + fraction
}

// Previous is the number of the version before.
func (v view) Previous() int { return v.Version.Version - 1 }

// Several reports whether the subject has more than one site.
func (v view) Several() bool { return len(v.Report.Sites) > 1 }

// Short is the beginning of a hash.
func (v view) Short(hash string) string { return hash[:min(16, len(hash))] }

// chart is the bars of the parts, in units of the drawing.
type chart struct {
	Width, Whole, Height, Zero int64 // Whole has room for the axis
	Bars                       []bar
	Top, Bottom                string // energies at the ends of the axis, in kWh
}

// bar is one part: heights of what came in, above the axis, and of what left, below it.
type bar struct {
	X, Wide              int64
	PV, PVAt, Import, In int64
	Export               int64
	Label                string
	LabelX               int64
	Gap                  bool // nothing is known
	Named                bool
}

const (
	chartWidth  = 700
	chartAbove  = 150
	chartBelow  = 60
	chartMargin = 26
)

// chartOf draws PV on top of import, and export below the axis, all to one scale.
func chartOf(v view) chart {
	parts := v.Report.Parts
	var above, below unit.ShownEnergy
	for _, p := range parts {
		above, below = max(above, orZero(p.PV)+orZero(p.Import)), max(below, orZero(p.Export))
	}
	scale := max(above, below*chartAbove/chartBelow, 1)
	c := chart{Width: chartWidth, Whole: chartWidth + 44, Height: chartAbove + chartBelow + chartMargin, Zero: chartAbove, Top: v.KWh(&scale)}
	step := int64(chartWidth / max(len(parts), 1))
	for i, p := range parts {
		b := bar{X: int64(i)*step + step/8, Wide: step * 3 / 4, Label: v.brief(p), Named: len(parts) <= 7 || i%3 == 0}
		b.LabelX = b.X + b.Wide/2
		b.Import, b.PV, b.Export = int64(orZero(p.Import)*chartAbove/scale), int64(orZero(p.PV)*chartAbove/scale), int64(orZero(p.Export)*chartAbove/scale)
		b.In, b.PVAt = chartAbove-b.Import, chartAbove-b.Import-b.PV
		b.Gap = p.Import == nil && p.PV == nil && p.Export == nil
		c.Bars = append(c.Bars, b)
	}
	return c
}

func orZero(e *unit.ShownEnergy) unit.ShownEnergy {
	if e == nil {
		return 0
	}
	return *e
}

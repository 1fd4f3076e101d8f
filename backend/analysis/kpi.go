package analysis

import (
	"context"
	"fmt"
	"time"

	"github.com/google/uuid"

	"ohmstead/backend/identity"
	"ohmstead/backend/report"
	"ohmstead/backend/telemetry"
	"ohmstead/energy/reason"
	"ohmstead/energy/slot"
	"ohmstead/energy/unit"
)

// LeastCoverage is the share of the time, in hundredths of a percent, that each channel of a figure has
// to cover: of an energy of which more is missing nobody can say whether it is large or small. It is
// this product's own bound.
const LeastCoverage = 9_000

// Bounds of one answer: so many days of all sites together, and so many of one subject.
const (
	maxSiteDays = 4_000
	maxDays     = 1_100
)

// Interval is what key figures are of.
type Interval string

// Intervals.
const (
	Day   Interval = "DAY"   // a local day
	Month Interval = "MONTH" // a calendar month, as far as it lies within the dates
)

// Question asks for key figures. An empty TimeZone is the subject's own.
type Question struct {
	Kind     report.Kind
	Subject  uuid.UUID
	Dates    Dates
	Interval Interval
	TimeZone string
}

// KPIs are the key figures of a subject, interval by interval.
type KPIs struct {
	Subject       report.Subject    `json:"subject"`
	Interval      Interval          `json:"interval" enum:"DAY,MONTH" example:"DAY"`
	TimeZone      string            `json:"time_zone" doc:"The zone whose days these are." example:"Europe/Berlin"`
	LeastCoverage int64             `json:"least_coverage_bp" doc:"A figure of which a channel covers less of the time is null, in hundredths of a percent." example:"9000"`
	RatedPVWatts  *int64            `json:"rated_pv_watts" doc:"Rated power of all PV together, as it is now; null where there is none or that of one is not known." example:"10000"`
	Capacity      *unit.ShownEnergy `json:"capacity_wh" nullable:"true" doc:"Capacity of all batteries together, as it is now; null where there is none or that of one is not known." example:"10000"`
	Items         []KPI             `json:"items" nullable:"false" doc:"By time; only intervals that have begun."`
}

// KPI are the key figures of one interval. What is not known is nil, never zero.
type KPI struct {
	From   time.Time `json:"from" example:"2026-05-31T22:00:00Z"`
	To     time.Time `json:"to" doc:"End, not included; now where it is not over." example:"2026-06-01T22:00:00Z"`
	Closed bool      `json:"closed" doc:"Whether it is over." example:"true"`
	report.Figures
	LoadFactor    *int64 `json:"load_factor_bp" doc:"Mean import over the largest, of quarter hours, in hundredths of a percent (IEC 60050-691-10-02); null where nothing was imported." example:"2512"`
	SpecificYield *int64 `json:"specific_yield_wh_per_kw" doc:"PV energy over the rated power of all PV, in Wh/kW (the final yield of IEC 61724-1 where the rated power is that of the modules)." example:"4200"`
	FullCycles    *int64 `json:"full_cycles_milli" doc:"Energy charged and discharged over twice the capacity of all batteries, in thousandths." example:"725"`
}

// Rating is what is installed: nil where there is none, or that of one asset is not known.
type Rating struct {
	PVWatts   *int64
	CapacityJ *int64
}

// KPIs are the key figures of a subject. NOT_FOUND for one outside of the scope, INVALID_VALUE for
// dates and time zones that are none, and for more days than are added up at once.
func (s *Service) KPIs(ctx context.Context, scope identity.Scope, q Question, now time.Time) (KPIs, error) {
	subject, err := s.reports.Subject(ctx, scope, q.Kind, q.Subject)
	if err != nil {
		return KPIs{}, fmt.Errorf("find what key figures are about: %w", err)
	}
	zone, err := subject.Zone(q.TimeZone)
	if err != nil {
		return KPIs{}, err
	}
	spans, err := q.Dates.days(zone, now, maxDays)
	if err != nil {
		return KPIs{}, err
	}
	if asked := len(spans) * subject.Sites; asked > maxSiteDays {
		return KPIs{}, reason.Invalid("to", q.Dates.To, fmt.Sprintf("at most %d days of %d sites", maxSiteDays/subject.Sites, subject.Sites))
	}
	if q.Interval == Month {
		spans = months(spans)
	}
	rating, err := s.store.Ratings(ctx, scope, subject)
	if err != nil {
		return KPIs{}, fmt.Errorf("find what is installed: %w", err)
	}
	out := KPIs{
		Subject: subject, Interval: q.Interval, TimeZone: zone.String(), LeastCoverage: LeastCoverage,
		RatedPVWatts: rating.PVWatts, Capacity: report.Shown(rating.CapacityJ), Items: make([]KPI, 0, len(spans)),
	}
	for _, run := range runs(spans, atOnce/time.Duration(max(subject.Sites, 1))) {
		frame := report.Frame{Subject: subject, TimeZone: zone.String(), Days: []slot.Interval{{From: run[0].From, To: run[len(run)-1].To}}}
		in, err := s.reports.Input(ctx, scope, frame)
		if err != nil {
			return KPIs{}, fmt.Errorf("read what key figures follow from: %w", err)
		}
		for _, span := range run {
			out.Items = append(out.Items, kpiOf(in.Balance(span.Interval, least(span.Interval)), span, rating))
		}
	}
	return out, nil
}

// least is the time that LeastCoverage is of a span.
func least(span slot.Interval) time.Duration { return span.Length() / 10_000 * LeastCoverage }

func kpiOf(b telemetry.Balance, span day, rating Rating) KPI {
	k := KPI{From: span.From, To: span.To, Closed: span.over, Figures: report.FiguresOf(b, span.Interval)}
	if ratio := b.LoadFactor(); ratio != nil {
		factor := ratio.BasisPoints()
		k.LoadFactor = &factor
	}
	k.SpecificYield = specificYield(b.PVJ, rating.PVWatts)
	k.FullCycles = fullCycles(b, rating.CapacityJ)
	return k
}

// specificYield is the energy of PV over its rated power, in Wh/kW, half up; nil where either is
// unknown. Source: IEC 61724-1:2021, final yield Y_f = E_out / P_0, with the rated power of the assets
// for P_0.
func specificYield(pvJ, ratedWatts *int64) *int64 {
	if pvJ == nil || ratedWatts == nil || *ratedWatts <= 0 {
		return nil
	}
	yield := unit.Scaled(*pvJ, 10, 36**ratedWatts) // (J / 3600) / (W / 1000)
	return &yield
}

// fullCycles is what went into batteries and out of them over twice their capacity, in thousandths,
// half up; nil where either is unknown. Source: the usual count of equivalent full cycles by energy
// throughput; a full cycle moves the capacity twice, in and out. It says nothing of how deep they were.
func fullCycles(b telemetry.Balance, capacityJ *int64) *int64 {
	if b.ChargedJ == nil || b.DischargedJ == nil || capacityJ == nil || *capacityJ <= 0 {
		return nil
	}
	cycles := unit.Scaled(*b.ChargedJ+*b.DischargedJ, 500, *capacityJ)
	return &cycles
}

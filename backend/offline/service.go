package offline

import (
	"cmp"
	"context"
	"fmt"
	"math/big"
	"slices"
	"time"

	"github.com/google/uuid"

	"ohmstead/backend/identity"
	"ohmstead/backend/registry"
	"ohmstead/energy/point"
	"ohmstead/energy/reason"
	"ohmstead/energy/slot"
)

// Meters keeps meters. What lies outside of the scope does not exist: NOT_FOUND.
type Meters interface {
	// Meters lists those of a site by name.
	Meters(ctx context.Context, scope identity.Scope, site registry.Site, archived bool) ([]Meter, error)
	// Meter is one; how many readings it has is not counted.
	Meter(ctx context.Context, scope identity.Scope, id uuid.UUID) (Meter, error)
	// MakeMeter makes one, with its asset and channel. NAME_TAKEN where the site has one of the name.
	MakeMeter(ctx context.Context, scope identity.Scope, site registry.Site, draft Draft) (Meter, error)
	// ChangeMeter renames it, or takes it out of use or back. VERSION_CONFLICT, NAME_TAKEN.
	ChangeMeter(ctx context.Context, scope identity.Scope, change Change) (Meter, error)
}

// Log keeps readings.
type Log interface {
	// OfflineReadings lists the newest revision of each instant before one, newest first.
	OfflineReadings(ctx context.Context, scope identity.Scope, meter Meter, page Page) ([]Stored, error)
	// Take hands judge what is known from the first to the last instant of a hull, and so much before and
	// after that the quarter hours of their neighbours follow from it; then it keeps what judge says, all
	// of it or nothing. Nobody else takes readings of the meter meanwhile.
	Take(ctx context.Context, meter Meter, hull slot.Interval, judge func(known []Reading) Taking) error
}

// Page is a part of a list of readings.
type Page struct {
	Before *time.Time // nil for the newest
	Limit  int
}

// Taking is what is to be kept: first values, values that take the place of others, and what quarter
// hours come to. Of the zero Taking nothing is kept.
type Taking struct {
	First, Revised []Reading
	Source, By     string
	Quarters       []QuarterHour
}

// Store is where meters and their readings are kept.
type Store interface {
	Meters
	Log
}

// Service brings readings to meters.
type Service struct{ Store }

// NewService is a service over a store.
func NewService(store Store) *Service { return &Service{store} }

// Job is a file of readings. Times without an offset are of the clocks of TimeZone; empty is none. A dry
// one stores nothing.
type Job struct {
	Name     string
	Content  string
	TimeZone string
	Dry      bool
	By       string
	Now      time.Time
}

// Report is what a file comes to. Where there are problems nothing is stored.
type Report struct {
	Problems           []Problem // by line
	New, Revised, Same int
	From, To           *time.Time // the time whose quarter hours change, whole; nil for none
	Stored             bool
}

// Make makes a meter. MISSING_FIELD, INVALID_VALUE, NAME_TAKEN.
func (s *Service) Make(ctx context.Context, scope identity.Scope, site registry.Site, draft Draft) (Meter, error) {
	if err := draft.Check(); err != nil {
		return Meter{}, err
	}
	return s.MakeMeter(ctx, scope, site, draft)
}

// Change renames a meter, or takes it out of use or back. MISSING_FIELD, VERSION_CONFLICT, NAME_TAKEN.
func (s *Service) Change(ctx context.Context, scope identity.Scope, change Change) (Meter, error) {
	if err := change.Check(); err != nil {
		return Meter{}, err
	}
	return s.ChangeMeter(ctx, scope, change)
}

// maxHull bounds what one file may reach over, and what it may change to both sides of that: five years
// of quarter hours are written at once.
const maxHull = 5 * 366 * 24 * time.Hour

// Bring takes the readings of a file, or says what stands against it. NOT_FOUND, METER_OUT_OF_USE,
// INVALID_VALUE for a time zone that is none.
func (s *Service) Bring(ctx context.Context, scope identity.Scope, id uuid.UUID, job Job) (Report, error) {
	meter, err := s.Meter(ctx, scope, id)
	if err != nil {
		return Report{}, fmt.Errorf("find the meter: %w", err)
	}
	if meter.Archived != nil {
		return Report{}, reason.New(reason.MeterOutOfUse, reason.Params{"name": meter.Name})
	}
	file := sheet{meter: meter, now: job.Now}
	if file.site, err = time.LoadLocation(meter.TimeZone); err != nil {
		return Report{}, fmt.Errorf("time zone of the meter %s: %w", meter.ID, err)
	}
	if job.TimeZone != "" {
		if file.zone, err = time.LoadLocation(job.TimeZone); err != nil || job.TimeZone == "Local" {
			return Report{}, reason.Invalid("time_zone", job.TimeZone, "an IANA time zone as Europe/Berlin, or none")
		}
	}
	file.read(job.Content)
	report := Report{}
	if len(file.rows) > 0 {
		first := slices.MinFunc(file.rows, byTime)
		last := slices.MaxFunc(file.rows, byTime)
		if last.At.Sub(first.At) > maxHull {
			return Report{}, reason.Invalid("the file", first.At.Format(time.DateOnly)+" to "+last.At.Format(time.DateOnly), "at most five years in one file")
		}
		err = s.Take(ctx, meter, slot.Interval{From: first.At, To: last.At}, func(known []Reading) Taking {
			var taking Taking
			taking, report = file.judge(known)
			report.Stored = !job.Dry && len(file.problems) == 0
			if !report.Stored {
				return Taking{}
			}
			taking.Source, taking.By = job.Name, job.By
			return taking
		})
	}
	report.Problems = file.problems
	slices.SortStableFunc(report.Problems, func(a, b Problem) int { return cmp.Compare(a.Line, b.Line) })
	if err != nil {
		return Report{}, fmt.Errorf("store readings of the meter %s: %w", meter.ID, err)
	}
	return report, nil
}

func byTime(a, b row) int { return a.At.Compare(b.At) }

// judge compares the rows of a file with what is known, which is in order of time, and notes what stands
// against them.
func (s *sheet) judge(known []Reading) (Taking, Report) {
	var taking Taking
	var report Report
	standing := make(map[int64]Reading, len(known)+len(s.rows))
	for _, k := range known {
		standing[k.At.UnixMilli()] = k
	}
	lines := map[int64]row{} // of what is new
	for _, r := range s.rows {
		at := r.At.UnixMilli()
		before, is := standing[at]
		switch {
		case !is:
			taking.First = append(taking.First, r.Reading)
		case before.ValueJ == r.ValueJ:
			report.Same++
			continue
		case r.Quality == point.Substituted && lines[at].line == 0:
			taking.Revised = append(taking.Revised, r.Reading)
		default:
			s.refuse(r.line, "value", reason.New(reason.ReadingConflict, reason.Params{
				"at": r.At.In(s.site).Format(time.RFC3339), "value": s.meter.shown(r.ValueJ), "stored": s.meter.shown(before.ValueJ),
			}))
			continue
		}
		standing[at], lines[at] = r.Reading, r
	}
	report.New, report.Revised = len(taking.First), len(taking.Revised)
	merged := make([]Reading, 0, len(standing))
	for _, r := range standing {
		merged = append(merged, r)
	}
	slices.SortFunc(merged, func(a, b Reading) int { return a.At.Compare(b.At) })
	if s.meter.ReadingKind == Counter {
		s.falls(merged, lines)
	}
	changed := slices.Concat(taking.First, taking.Revised)
	if len(changed) == 0 || len(s.problems) > 0 {
		return taking, report
	}
	first, last := slices.MinFunc(changed, earlier).At, slices.MaxFunc(changed, earlier).At
	spans := s.meter.spansOf(merged, s.site)
	window, ok := touched(spans, first, last)
	switch {
	case ok && window.Length() > maxHull:
		s.reachesFar(spans, window, lines)
	case ok:
		taking.Quarters = s.meter.quartersOf(spans, window)
		report.From, report.To = &window.From, &window.To
	}
	return taking, report
}

func earlier(a, b Reading) int { return a.At.Compare(b.At) }

// reachesFar notes the line of the file because of which the most time has to be spread anew.
func (s *sheet) reachesFar(spans []span, window slot.Interval, lines map[int64]row) {
	var most time.Duration
	var at row
	for _, one := range spans {
		for _, end := range []time.Time{one.To, one.From} {
			if r, is := lines[end.UnixMilli()]; is && one.Length() > most {
				most, at = one.Length(), r
			}
		}
	}
	s.refuse(at.line, "time", reason.Invalid("time", at.At.Format(time.RFC3339),
		"a time that with the readings around it, from "+window.From.Format(time.DateOnly)+" to "+window.To.Format(time.DateOnly)+", makes at most five years: bring one in between first"))
}

// falls notes where a counter would fall because of a line of the file.
func (s *sheet) falls(merged []Reading, lines map[int64]row) {
	for i := 1; i < len(merged); i++ {
		before, after := merged[i-1], merged[i]
		if after.ValueJ >= before.ValueJ {
			continue
		}
		here, other := after, before
		r, ok := lines[after.At.UnixMilli()]
		if !ok {
			here, other = before, after
			r = lines[before.At.UnixMilli()]
		}
		if r.line > 0 {
			s.refuse(r.line, "value", reason.New(reason.CounterWentBack, reason.Params{
				"value": s.meter.shown(here.ValueJ), "other": s.meter.shown(other.ValueJ), "at": other.At.In(s.site).Format(time.RFC3339),
			}))
		}
	}
}

// shown is an energy in the meter's unit, exactly, for a complaint.
func (m Meter) shown(joules int64) string {
	return new(big.Rat).SetFrac64(joules, max(joulesOf(m.Unit), 1)).FloatString(3) + " " + m.Unit
}

package telemetry

import (
	"strconv"
	"time"

	"ohmstead/energy/point"
	"ohmstead/energy/reason"
	"ohmstead/energy/slot"
)

// MaxBuckets is the longest answer of a series.
const MaxBuckets = 20_000

// Grid lists the intervals of one length, aligned in UTC, that touch [from, to). The last ends at
// to: what lies after it was not asked for, so it counts neither as covered nor as a gap.
// INVALID_VALUE where there are none or too many, or the length does not divide a day.
func Grid(from, to time.Time, length time.Duration) ([]slot.Interval, error) {
	day := 24 * time.Hour
	switch {
	case length < time.Second || day%length != 0:
		return nil, reason.New(reason.InvalidValue, reason.Params{"field": "bucket", "value": length.String(), "want": "a length of at least 1s that divides a day"})
	case !from.Before(to):
		return nil, reason.New(reason.InvalidValue, reason.Params{"field": "from", "value": stamp(from), "want": "an instant before " + stamp(to)})
	case to.Sub(from)/length >= MaxBuckets:
		return nil, reason.New(reason.InvalidValue, reason.Params{"field": "bucket", "value": length.String(), "want": "at most " + strconv.Itoa(MaxBuckets) + " buckets from start to end"})
	}
	var grid []slot.Interval
	for i := range (slot.Interval{From: from, To: to}).Split(length) {
		i.To = earlier(i.To, to)
		grid = append(grid, i)
	}
	return grid, nil
}

// LocalDay is the length of a bucket that is a day of the site's time zone, of 23 to 25 hours.
const LocalDay = 24 * time.Hour

// Grid lists the buckets of the answer. INVALID_VALUE as Grid, or where the site's time zone is none.
func (q SeriesQuery) Grid() ([]slot.Interval, error) {
	if q.Bucket != LocalDay {
		return Grid(q.From, q.To, q.Bucket)
	}
	zone, err := time.LoadLocation(q.Site.TimeZone)
	if err != nil {
		return nil, reason.Wrap(err, reason.InvalidValue, reason.Params{"field": "time_zone", "value": q.Site.TimeZone, "want": "an IANA time zone"})
	}
	return Days(q.From, q.To, zone)
}

// Days lists the days of a time zone that touch [from, to). The last ends at to.
func Days(from, to time.Time, zone *time.Location) ([]slot.Interval, error) {
	if _, err := Grid(from, to, LocalDay); err != nil {
		return nil, err
	}
	var days []slot.Interval
	for at := from; at.Before(to); {
		day := slot.Day(at, zone)
		at = day.To
		day.To = earlier(day.To, to)
		days = append(days, day)
	}
	return days, nil
}

func earlier(a, b time.Time) time.Time {
	if a.Before(b) {
		return a
	}
	return b
}

// OnGrid puts the buckets that are known on the grid. A bucket nothing is known of has quality
// Missing; one of which less than half is covered shows no value, and quality Uncertain.
func OnGrid(grid []slot.Interval, known []Bucket) []Bucket {
	at := make(map[int64]Bucket, len(known))
	for _, b := range known {
		at[b.From.UnixMicro()] = b
	}
	buckets := make([]Bucket, len(grid))
	for i, g := range grid {
		b, ok := at[g.From.UnixMicro()]
		b.From = g.From
		b.Covered = min(b.Covered, g.Length())
		if ok && 2*b.Covered < g.Length() {
			b.Mean, b.Min, b.Max, b.Last, b.Quality = nil, nil, nil, nil, point.Uncertain
		}
		buckets[i] = b
	}
	return buckets
}

// Counted is what a counter has counted in one of the intervals that were asked for, and the time of
// it that is known.
type Counted struct {
	Place   int // among the intervals
	Joules  *int64
	Known   time.Duration
	Quality point.Quality
}

// WithCounted puts what a counter has counted into the buckets of a grid. It is unknown where for less
// than half of an interval it is known.
func WithCounted(buckets []Bucket, grid []slot.Interval, counted []Counted) {
	for _, c := range counted {
		b := &buckets[c.Place]
		b.CountedQuality = point.Uncertain
		if c.Joules != nil && 2*c.Known >= grid[c.Place].Length() {
			b.CountedJ, b.CountedQuality = c.Joules, c.Quality
		}
	}
}

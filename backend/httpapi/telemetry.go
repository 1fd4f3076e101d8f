package httpapi

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"ohmstead/backend/httpapi/operation"
	"ohmstead/backend/httpapi/problem"
	"ohmstead/backend/registry"
	"ohmstead/backend/telemetry"
	"ohmstead/energy/point"
	"ohmstead/energy/reason"
	"ohmstead/energy/slot"
	"ohmstead/energy/unit"
)

// maxBuckets bounds the intervals of one answer.
const maxBuckets = 5000

func (s *Server) live(ctx context.Context, v operation.Visit, _ *operation.SiteInput) (*liveOutput, error) {
	snapshot, err := s.snapshot(ctx, v)
	if err != nil {
		return nil, err
	}
	return &liveOutput{Body: snapshot}, nil
}

// snapshot is the newest reading of every channel of the site that has one, by asset and channel.
func (s *Server) snapshot(ctx context.Context, v operation.Visit) (Readings, error) {
	channels, err := s.services.Registry.Channels(ctx, v.Scope, v.Site)
	if err != nil {
		return Readings{}, fmt.Errorf("list channels of site %s: %w", v.Site.ID, err)
	}
	latest, err := s.services.Telemetry.Latest(ctx, v.Scope, v.Site)
	if err != nil {
		return Readings{}, fmt.Errorf("find newest values of site %s: %w", v.Site.ID, err)
	}
	readings := make([]Reading, 0, len(latest))
	for _, ch := range channels {
		if r, ok := latest[ch.Key]; ok {
			readings = append(readings, readingOf(ch, r))
		}
	}
	return Readings{Readings: readings}, nil
}

// readingOf is a stored reading as it goes out. A mark that a value is not fresh carries no value.
func readingOf(c registry.Channel, r point.Reading) Reading {
	out := Reading{
		DeviceID: c.Asset, Channel: c.Name, Unit: c.Unit,
		Timestamp: r.At.UTC().Truncate(time.Millisecond), Quality: r.Quality.String(),
	}
	if r.Quality != point.Stale && r.Quality != point.Missing {
		out.Value = &r.Value
	}
	return out
}

func (s *Server) series(ctx context.Context, v operation.Visit, in *seriesInput) (*seriesOutput, error) {
	channels, err := s.resolve(ctx, v, in.Channel)
	if err != nil {
		return nil, err
	}
	bucket, err := bucketOf(in.Bucket, in.From, in.To)
	if err != nil {
		return nil, err
	}
	out := &seriesOutput{Body: SeriesList{Series: make([]Series, 0, len(channels))}}
	for i, ch := range channels {
		found, err := s.services.Telemetry.Series(ctx, v.Scope, telemetry.SeriesQuery{
			Site: v.Site, Channel: ch, From: in.From, To: in.To, Bucket: bucket,
		})
		if err != nil {
			return nil, fmt.Errorf("find series of %s: %w", in.Channel[i], err)
		}
		view := Series{Channel: in.Channel[i], Unit: ch.Unit, Buckets: make([]Bucket, 0, len(found))}
		for _, b := range found {
			view.Buckets = append(view.Buckets, Bucket{
				From: b.From, Mean: b.Mean, Min: b.Min, Max: b.Max, Last: b.Last,
				Quality: b.Quality.String(), CoveredSeconds: b.Covered.Seconds(), EnergyWh: wattHours(b.CountedJ), EnergyQuality: b.CountedQuality.String(),
			})
		}
		out.Body.Series = append(out.Body.Series, view)
	}
	return out, nil
}

// wattHours is an energy as it is shown; null where it is unknown.
func wattHours(joules *int64) *float64 {
	if joules == nil {
		return nil
	}
	wh := unit.Energy(*joules).WattHours()
	return &wh
}

// resolve finds channels of the site by names such as meter0.ActivePower; UNKNOWN_CHANNEL names
// the first that is not there.
func (s *Server) resolve(ctx context.Context, v operation.Visit, names []string) ([]registry.Channel, error) {
	all, err := s.services.Registry.Channels(ctx, v.Scope, v.Site)
	if err != nil {
		return nil, fmt.Errorf("list channels of site %s: %w", v.Site.ID, err)
	}
	found := make([]registry.Channel, 0, len(names))
	for _, n := range names {
		asset, channel, _ := strings.Cut(n, ".")
		at := slices.IndexFunc(all, func(c registry.Channel) bool { return c.Asset == asset && c.Name == channel })
		if at < 0 {
			refusal := reason.New(reason.UnknownChannel, reason.Params{"channel": problem.Shown("channel", n)})
			return nil, &problem.Several{First: refusal, All: []problem.Fault{problem.FaultAt("query.channel", refusal)}}
		}
		found = append(found, all[at])
	}
	return found, nil
}

// bucketOf reads the length of an interval and checks the span it is asked for.
func bucketOf(text string, from, to time.Time) (time.Duration, error) {
	bucket, err := time.ParseDuration(text)
	if text == "1d" {
		bucket, err = telemetry.LocalDay, nil
	}
	if err != nil {
		return 0, fmt.Errorf("parse bucket: %w", err) // the schema lets only durations through
	}
	if err := checkSpan(from, to); err != nil {
		return 0, err
	}
	if to.Sub(from) > maxBuckets*bucket {
		return 0, invalidInput("query.to", to.Format(time.RFC3339), fmt.Sprintf("at most %d intervals of %s after from", maxBuckets, text))
	}
	return bucket, nil
}

func checkSpan(from, to time.Time) error {
	if !from.Before(to) {
		return invalidInput("query.to", to.Format(time.RFC3339), "an instant after from")
	}
	return nil
}

func (s *Server) readings(ctx context.Context, v operation.Visit, in *readingsInput) (*readingsOutput, error) {
	channels, err := s.resolve(ctx, v, []string{in.Channel})
	if err != nil {
		return nil, err
	}
	if err := checkSpan(in.From, in.To); err != nil {
		return nil, err
	}
	from := in.From
	if in.Cursor != "" {
		if from, err = instantOfCursor(in.Cursor); err != nil {
			return nil, err
		}
	}
	found, err := s.services.Telemetry.Readings(ctx, v.Scope, telemetry.ReadingsQuery{
		Site: v.Site, Channel: channels[0], From: from, To: in.To, Limit: in.Limit + 1,
	})
	if err != nil {
		return nil, fmt.Errorf("find readings of %s: %w", in.Channel, err)
	}
	out := &readingsOutput{Body: ReadingPage{Readings: make([]Reading, 0, len(found))}}
	for i, r := range found {
		if i == in.Limit {
			out.Body.Next = operation.Seal(strconv.FormatInt(r.At.UnixMicro(), 36))
			break
		}
		out.Body.Readings = append(out.Body.Readings, readingOf(channels[0], r))
	}
	return out, nil
}

// instantOfCursor is the first instant of the next page: a channel has one reading an instant.
func instantOfCursor(cursor string) (time.Time, error) {
	if raw, err := operation.Unseal(cursor); err == nil {
		if micros, err := strconv.ParseInt(raw, 36, 64); err == nil {
			return time.UnixMicro(micros).UTC(), nil
		}
	}
	return time.Time{}, invalidInput("query.cursor", cursor, "the next of the page before")
}

func (s *Server) netPower(ctx context.Context, v operation.Visit, in *netPowerInput) (*netPowerOutput, error) {
	if in.To.IsZero() {
		in.To = s.options.Now()
	}
	if in.From.IsZero() {
		in.From = in.To.Add(-24 * time.Hour)
	}
	bucket, err := bucketOf(in.Bucket, in.From, in.To)
	if err != nil {
		return nil, err
	}
	found, err := s.services.Telemetry.NetPower(ctx, v.Scope, telemetry.SiteQuery{Site: v.Site, From: in.From, To: in.To, Bucket: bucket})
	if err != nil {
		return nil, fmt.Errorf("find net power of site %s: %w", v.Site.ID, err)
	}
	out := &netPowerOutput{Body: NetPower{
		BucketSeconds: int(bucket / time.Second), Unit: string(point.Watt), Buckets: make([]NetPowerBucket, 0, len(found.Buckets)),
	}}
	if found.NoGridMeter {
		out.Body.ReasonCode = reason.NoGridMeter
	}
	for _, b := range found.Buckets {
		out.Body.Buckets = append(out.Body.Buckets, NetPowerBucket{
			From: b.From, GridWatts: b.Mean, Quality: b.Quality.String(), CoveredSeconds: b.Covered.Seconds(),
		})
	}
	return out, nil
}

func (s *Server) summary(ctx context.Context, v operation.Visit, in *summaryInput) (*summaryOutput, error) {
	zone, err := zoneOf(v.Site)
	if err != nil {
		return nil, err
	}
	at := s.options.Now()
	if in.Day != "" {
		if at, err = time.ParseInLocation(time.DateOnly, in.Day, zone); err != nil {
			return nil, invalidInput("query.day", in.Day, "a day as YYYY-MM-DD")
		}
	}
	day := slot.Day(at, zone)
	found, err := s.sumUp(ctx, v.Caller, v.Site, day)
	if err != nil {
		return nil, err
	}
	return &summaryOutput{Body: summaryOf(day, found)}, nil
}

// sumUp is the summary of a day as far as it has come.
func (s *Server) sumUp(ctx context.Context, c operation.Caller, site registry.Site, day slot.Interval) (telemetry.Summary, error) {
	if now := s.options.Now().UTC(); day.Contains(now) {
		day.To = now
	} else if day.From.After(now) {
		return telemetry.Summary{}, nil
	}
	found, err := s.services.Telemetry.Summary(ctx, c.Scope, site, day)
	if err != nil {
		return found, fmt.Errorf("sum up the day of site %s: %w", site.ID, err)
	}
	return found, nil
}

func zoneOf(site registry.Site) (*time.Location, error) {
	zone, err := time.LoadLocation(site.TimeZone)
	if err != nil {
		return nil, fmt.Errorf("time zone of site %s: %w", site.ID, err)
	}
	return zone, nil
}

func summaryOf(day slot.Interval, s telemetry.Summary) Summary {
	return Summary{
		From: day.From, To: day.To,
		ImportWh: s.ImportWh, ExportWh: s.ExportWh, PVWh: s.PVWh,
		ChargedWh: s.ChargedWh, DischargedWh: s.DischargedWh, LoadWh: s.LoadWh,
		SelfConsumption: s.SelfConsumption, SelfSufficiency: s.SelfSufficiency,
		PeakImportWatts: s.PeakImportWatts, PeakImportFrom: s.PeakImportAt,
		CoveredShare: s.Covered,
	}
}

package export

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"ohmstead/backend/httpapi/operation"
	"ohmstead/backend/registry"
	"ohmstead/backend/telemetry"
)

// Bounds of a file: so many lines, and so many readings read at once.
const (
	maxLines = 1_000_000
	pageSize = 10_000
)

type fileInput struct {
	operation.SiteInput
	Channel []string  `query:"channel,explode" required:"true" minItems:"1" maxItems:"20" nullable:"false" doc:"Asset and channel; repeat it for several." example:"meter0.ActivePower"`
	From    time.Time `query:"from" required:"true" doc:"Start, RFC 3339." example:"2026-06-01T00:00:00Z"`
	To      time.Time `query:"to" required:"true" doc:"End, not included, RFC 3339." example:"2026-06-02T00:00:00Z"`
	Bucket  string    `query:"bucket" enum:"raw,1m,5m,15m,1h,1d" default:"15m" doc:"Length of an interval; raw is every stored reading, 1d a day of the site's time zone."`
}

// asCSV answers series as comma-separated values.
func (a api) asCSV(ctx context.Context, v operation.Visit, in *fileInput) (*huma.StreamResponse, error) {
	return a.file(ctx, v, in, commas)
}

// asParquet answers series as columns.
func (a api) asParquet(ctx context.Context, v operation.Visit, in *fileInput) (*huma.StreamResponse, error) {
	return a.file(ctx, v, in, columns)
}

func (a api) file(ctx context.Context, v operation.Visit, in *fileInput, as format) (*huma.StreamResponse, error) {
	channels, err := a.channels(ctx, v.Scope, v.Site, in.Channel)
	if err != nil {
		return nil, fmt.Errorf("find the channels: %w", err)
	}
	if !in.From.Before(in.To) {
		return nil, invalid("to", in.To.Format(time.RFC3339), "an instant after from")
	}
	if in.Bucket == "raw" {
		return stream(ctx, walk[readingRow]{channels: channels, from: in.From, next: a.readings(v, in)}, as)
	}
	return stream(ctx, walk[intervalRow]{channels: channels, from: in.From, next: a.intervals(v, in)}, as)
}

// part is some rows of a channel, and where the next begin; the zero time where there are none.
type part[R row] struct {
	rows []R
	next time.Time
}

// walk goes through the rows of several channels, one channel after the other.
type walk[R row] struct {
	channels []registry.Channel
	from     time.Time
	next     func(ctx context.Context, c registry.Channel, from time.Time) (part[R], error)
}

// stream sends a file. The first rows are read before anything is sent, so that a refusal is still a
// problem document; what fails later, a client that has gone and a file that has become too long end
// the transfer, so that what was sent does not look whole.
func stream[R row](ctx context.Context, w walk[R], as format) (*huma.StreamResponse, error) {
	first, err := w.next(ctx, w.channels[0], w.from)
	if err != nil {
		return nil, fmt.Errorf("read the series: %w", err)
	}
	return &huma.StreamResponse{Body: func(answer huma.Context) {
		answer.SetHeader("Content-Type", as.media)
		answer.SetHeader("Content-Disposition", fmt.Sprintf("attachment; filename=%q", as.name))
		if err := w.all(ctx, first, newTable[R](as, answer.BodyWriter())); err != nil {
			panic(http.ErrAbortHandler)
		}
	}}, nil
}

var errTooLong = errors.New("the file has become too long")

// all writes the first part and every one after it.
func (w walk[R]) all(ctx context.Context, first part[R], to table[R]) (err error) {
	page, left := first, maxLines
	for i, c := range w.channels {
		if i > 0 {
			page.next = w.from
		}
		for read := i > 0; ; read = true {
			if read {
				if page, err = w.next(ctx, c, page.next); err != nil {
					return err
				}
			}
			if left -= len(page.rows); left < 0 {
				return errTooLong
			}
			if err := to.write(page.rows); err != nil {
				return err
			}
			if page.next.IsZero() {
				break
			}
		}
	}
	return to.close()
}

func (a api) readings(v operation.Visit, in *fileInput) func(context.Context, registry.Channel, time.Time) (part[readingRow], error) {
	return func(ctx context.Context, c registry.Channel, from time.Time) (p part[readingRow], err error) {
		found, err := a.Telemetry.Readings(ctx, v.Scope, telemetry.ReadingsQuery{Site: v.Site, Channel: c, From: from, To: in.To, Limit: pageSize})
		for _, r := range found {
			p.rows = append(p.rows, newReadingRow(c, r))
		}
		if len(found) == pageSize {
			p.next = found[pageSize-1].At.Add(time.Microsecond)
		}
		return p, err
	}
}

func (a api) intervals(v operation.Visit, in *fileInput) func(context.Context, registry.Channel, time.Time) (part[intervalRow], error) {
	return func(ctx context.Context, c registry.Channel, from time.Time) (p part[intervalRow], err error) {
		found, err := a.Telemetry.Series(ctx, v.Scope, telemetry.SeriesQuery{Site: v.Site, Channel: c, From: from, To: in.To, Bucket: bucketOf(in.Bucket)})
		for _, b := range found {
			p.rows = append(p.rows, newIntervalRow(c, b))
		}
		return p, err
	}
}

// bucketOf reads a length that the schema has let through.
func bucketOf(text string) time.Duration {
	if text == "1d" {
		return telemetry.LocalDay
	}
	length, err := time.ParseDuration(text)
	if err != nil {
		return 0 // refused by the series
	}
	return length
}

package export

import (
	"context"
	"encoding/csv"
	"fmt"
	"net/http"
	"strconv"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"ohmstead/backend/httpapi/operation"
	"ohmstead/backend/registry"
	"ohmstead/backend/telemetry"
	"ohmstead/energy/point"
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

// lines writes one answer.
type lines struct {
	out  *csv.Writer
	left int
}

// write leaves the error of a client that has gone to Flush, which nobody waits for. A file that has
// become too long is cut off in its transfer.
func (l *lines) write(record ...string) {
	if l.left--; l.left < 0 {
		panic(http.ErrAbortHandler)
	}
	_ = l.out.Write(record)
}

// file streams the series channel by channel. The first channel's are read before anything is sent, so
// that a refusal is still a problem document; what fails later ends the transfer.
func (a api) file(ctx context.Context, v operation.Visit, in *fileInput) (*huma.StreamResponse, error) {
	channels, err := a.channels(ctx, v.Scope, v.Site, in.Channel)
	if err != nil {
		return nil, fmt.Errorf("find the channels: %w", err)
	}
	if !in.From.Before(in.To) {
		return nil, invalid("to", in.To.Format(time.RFC3339), "an instant after from")
	}
	next := a.buckets(v, in)
	if in.Bucket == "raw" {
		next = a.readings(v, in)
	}
	first, err := next(ctx, channels[0], in.From)
	if err != nil {
		return nil, fmt.Errorf("read the series: %w", err)
	}
	return &huma.StreamResponse{Body: func(answer huma.Context) {
		answer.SetHeader("Content-Type", "text/csv; charset=utf-8; header=present")
		answer.SetHeader("Content-Disposition", `attachment; filename="series.csv"`)
		l := &lines{out: csv.NewWriter(answer.BodyWriter()), left: maxLines + 1}
		l.write(first.head...)
		for i, c := range channels {
			page, at := first, in.From
			for more := i > 0; ; more = true {
				if more {
					if page, err = next(ctx, c, at); err != nil {
						panic(http.ErrAbortHandler)
					}
				}
				for _, record := range page.records {
					l.write(record...)
				}
				l.out.Flush()
				if at = page.next; at.IsZero() {
					break
				}
			}
		}
	}}, nil
}

// part is some lines of a channel, and where the next begin; the zero time where there are none.
type part struct {
	head    []string
	records [][]string
	next    time.Time
}

type source func(ctx context.Context, c registry.Channel, from time.Time) (part, error)

func (a api) readings(v operation.Visit, in *fileInput) source {
	return func(ctx context.Context, c registry.Channel, from time.Time) (part, error) {
		p := part{head: []string{"channel", "unit", "at", "value", "quality"}}
		found, err := a.Telemetry.Readings(ctx, v.Scope, telemetry.ReadingsQuery{Site: v.Site, Channel: c, From: from, To: in.To, Limit: pageSize})
		for _, r := range found {
			value := number(&r.Value)
			if r.Quality == point.Stale || r.Quality == point.Missing {
				value = "" // the mark that values have ceased carries none
			}
			p.records = append(p.records, []string{nameOf(c), c.Unit, instant(r.At), value, r.Quality.String()})
		}
		if len(found) == pageSize {
			p.next = found[pageSize-1].At.Add(time.Microsecond)
		}
		return p, err
	}
}

func (a api) buckets(v operation.Visit, in *fileInput) source {
	return func(ctx context.Context, c registry.Channel, from time.Time) (part, error) {
		p := part{head: []string{"channel", "unit", "from", "mean", "min", "max", "last", "quality", "covered_seconds"}}
		found, err := a.Telemetry.Series(ctx, v.Scope, telemetry.SeriesQuery{Site: v.Site, Channel: c, From: from, To: in.To, Bucket: bucketOf(in.Bucket)})
		for _, b := range found {
			p.records = append(p.records, []string{
				nameOf(c), c.Unit, instant(b.From), number(b.Mean), number(b.Min), number(b.Max), number(b.Last), b.Quality.String(), strconv.FormatFloat(b.Covered.Seconds(), 'f', -1, 64),
			})
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

func nameOf(c registry.Channel) string { return c.Asset + "." + c.Name }

func instant(at time.Time) string { return at.UTC().Format(time.RFC3339Nano) }

func number(x *float64) string {
	if x == nil {
		return ""
	}
	return strconv.FormatFloat(*x, 'f', -1, 64)
}

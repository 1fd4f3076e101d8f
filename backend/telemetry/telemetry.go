package telemetry

import (
	"time"

	"github.com/google/uuid"

	"ohmstead/energy/point"
)

// Bounds on time and age of what is accepted. Source: document 000 and the data model's rules.
const (
	MaxFuture = 5 * time.Minute
	MaxAge    = 30 * 24 * time.Hour
	// MaxCover is how long a value covers time until its next row: twice the longest interval
	// at which an edge repeats an unchanged value.
	MaxCover = 2 * time.Minute
)

// Source says how a sample came in.
type Source int16

// Sources.
const (
	FromEdge Source = iota + 1
	FromHTTP
	FromReceipt // no timestamp was given: the server's time
	Computed    // from other channels
)

// Sample is one measurement, keyed by the short keys inside the database.
type Sample struct {
	Site    int32
	Channel int32
	At      time.Time // microseconds, UTC
	Value   float64
	Quality point.Quality
	Source  Source
}

// Batch is what is stored in one transaction for one tenant, with the cursors of its edges that move
// with it (none for HTTP ingest), each boot at most once.
type Batch struct {
	Tenant  int32
	Samples []Sample
	Cursors []Cursor
	// Actor is who answers for the samples of quality SUBSTITUTED: with an actor they take the place
	// of what is stored, as revisions under that name. Without one they are samples like others, as
	// those of an edge, which may send its batches again. A batch has one substitute an instant.
	Actor string
}

// Substitutes reports whether the sample takes the place of what is stored for its instant.
func (b Batch) Substitutes(s Sample) bool { return b.Actor != "" && s.Quality == point.Substituted }

// Cursor says that everything of this boot of this edge up to and including Seq is in the batch or
// stored already.
type Cursor struct {
	Edge   uuid.UUID
	BootID uuid.UUID
	Seq    uint64
}

// Outcome is what a write did. Stored counts the first values of their instants, Revised those put
// in the place of another. Conflicts are the samples for whose instant another value is stored; they
// were not stored.
type Outcome struct {
	Stored    int
	Revised   int
	Repeats   int
	Conflicts []Sample
}

// Rollup is a channel's quarter hour.
type Rollup struct {
	Channel int32
	From    time.Time
	Mean    *float64 // time-weighted; nil where nothing covered
	Min     *float64
	Max     *float64
	Last    *float64
	Count   int32
	Covered time.Duration
}

// Bucket is one interval of a series answer. Value is nil where less than half the time is
// covered; Covered tells how much was.
type Bucket struct {
	From    time.Time
	Mean    *float64
	Min     *float64
	Max     *float64
	Last    *float64
	Covered time.Duration
	Quality point.Quality
	// CountedJ is what a counter of energy has counted, in J; nil of other channels, of intervals that
	// are no whole quarter hours, and where for less than half of the interval it is known.
	CountedJ       *int64
	CountedQuality point.Quality
}

// NetPower is the answer of site_net_power: one bucket per interval, import positive. NoGridMeter
// is set where the site has none; then every bucket is empty.
type NetPower struct {
	Buckets     []Bucket
	NoGridMeter bool
}

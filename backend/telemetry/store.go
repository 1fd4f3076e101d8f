package telemetry

import (
	"context"
	"time"

	"github.com/google/uuid"

	"ohmstead/backend/identity"
	"ohmstead/backend/registry"
	"ohmstead/energy/point"
	"ohmstead/energy/slot"
)

// Writer stores samples.
type Writer interface {
	// Write stores a batch in one transaction, with the cursors that move with it, and marks the
	// quarter hours it touches for rolling. What is stored already is counted, not stored again. A
	// sample that substitutes becomes the next revision of its instant, or its first value; it is a
	// repeat where its value is what readers get.
	Write(ctx context.Context, b Batch) (Outcome, error)
	// StoredSeqs is how far each of these boots of an edge is stored; boots of which nothing is
	// stored are absent.
	StoredSeqs(ctx context.Context, edge uuid.UUID, boots []uuid.UUID) ([]Cursor, error)
}

// Roller forms the rollups of marked quarter hours.
type Roller interface {
	// Roll forms marked rollups anew, at most limit of each period, from where a lap has come to, and
	// returns how many marks it took in all and where that leads. Fewer than limit are the end of the lap:
	// so no period had more to give.
	Roll(ctx context.Context, lap Lap, limit int) (Lap, int, error)
}

// Lap is how far a walk over all marks has come; the zero Lap begins one. A channel that is marked
// again behind it waits for the next lap: so every channel has its turn, however fast others are marked,
// and a lap has an end.
type Lap struct {
	Quarters, Counted, Computed, Hours, Days, Charging Place
	// Taken counts the marks that were taken on this lap.
	Taken Taken
}

// Taken is how many marks of each kind were taken: quarter hours rolled up, counters counted, virtual
// channels computed, hours and days formed, quarter hours of chargers looked at for sessions.
type Taken struct{ Quarters, Counted, Computed, Hours, Days, Charging int }

// Place is a mark, in the order of laps: by tenant, channel, instant.
type Place struct {
	Tenant, Channel int32
	Slot            time.Time
}

// Reader answers questions about stored samples within a scope.
type Reader interface {
	// Series is one bucket per interval that touches [From, To), also where nothing is known.
	// Buckets of whole quarter hours come from rollups, others from samples; LocalDay asks for the
	// days of the site's time zone.
	Series(ctx context.Context, scope identity.Scope, q SeriesQuery) ([]Bucket, error)
	// Readings lists the stored values of [From, To) in order of time, at most q.Limit of them. The
	// next page starts a microsecond after the last.
	Readings(ctx context.Context, scope identity.Scope, q ReadingsQuery) ([]point.Reading, error)
	// Latest is the newest row of each channel of a site by channel key; channels without any are
	// absent.
	Latest(ctx context.Context, scope identity.Scope, site registry.Site) (map[int32]point.Reading, error)
	// NetPower is the power at a site's grid connections, by the SQL function site_net_power.
	NetPower(ctx context.Context, scope identity.Scope, q SiteQuery) (NetPower, error)
	// Summary is what a site's quarter hours that start within span add up to. For a day that is not
	// over, span ends now.
	Summary(ctx context.Context, scope identity.Scope, site registry.Site, span slot.Interval) (Summary, error)
}

// SeriesQuery asks for one channel in buckets of one length, aligned in UTC, or in local days.
type SeriesQuery struct {
	Site     registry.Site
	Channel  registry.Channel
	From, To time.Time
	Bucket   time.Duration
}

// ReadingsQuery asks for one channel's stored values.
type ReadingsQuery struct {
	Site     registry.Site
	Channel  registry.Channel
	From, To time.Time
	Limit    int // 1 to 10,000; 0 means 1,000
}

// SiteQuery asks for something about a whole site in buckets of one length, aligned in UTC.
type SiteQuery struct {
	Site     registry.Site
	From, To time.Time
	Bucket   time.Duration
}

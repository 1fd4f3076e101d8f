package outlook

import (
	"cmp"
	"regexp"
	"slices"
	"time"

	"ohmstead/backend/identity"
	"ohmstead/energy/reason"
)

// MaxPoints is how many points a request or a file may bring.
const MaxPoints = 40_000

// Publication is what a source says at once of a market region.
type Publication struct {
	Region, Source string
	// Published is since when it is believed. Nil is now, and then what is believed already is not kept again.
	Published *time.Time
	By        string // who brings it, as in the audit log
	// Right is what who brings it holds, named where that does not reach.
	Right identity.Permission
	Now   time.Time
	// Whole keeps everything or nothing, Dry nothing.
	Whole, Dry bool
}

// Outcome is what became of what was said. Of a dry one it is what would become of it.
type Outcome struct {
	New, Same int
	Refused   []Refused // by index
	Published time.Time
	Stored    bool // whether what is new is kept
}

// Refused is why an item, counted from 0, is not kept.
type Refused struct {
	Index int
	Field string // empty where it is the whole item
	Why   *reason.Error
}

// regionForm is that of the market regions of sites.
var regionForm = regexp.MustCompile(`^[A-Z]{2}[A-Z0-9_-]{0,18}$`)

// ahead is how far the clocks of those who publish may be ahead of ours, as for readings.
const ahead = 5 * time.Minute

// earliest: before that nobody has what anybody still asks for, so that it is a slip of the pen.
func earliest() time.Time { return time.Date(2000, 1, 1, 0, 0, 0, 0, time.UTC) }

// latest: after that it is one too.
func latest() time.Time { return time.Date(2100, 1, 1, 0, 0, 0, 0, time.UTC) }

// check refuses INVALID_VALUE, MISSING_FIELD and FUTURE_TIMESTAMP, and is the instant of publication.
func (p Publication) check() (time.Time, error) {
	if !regionForm.MatchString(p.Region) {
		return time.Time{}, reason.Invalid("market_region", p.Region, "a country or bidding zone as DE or DE-LU")
	}
	if err := named("source", p.Source, 100); err != nil {
		return time.Time{}, err
	}
	if p.Published == nil {
		return p.Now.UTC().Truncate(time.Microsecond), nil
	}
	return since(*p.Published, "published_at", p.Now)
}

// since is an instant from which on something is believed.
func since(at time.Time, field string, now time.Time) (time.Time, error) {
	at = at.UTC().Truncate(time.Microsecond)
	switch {
	case at.Sub(now) > ahead:
		return at, reason.New(reason.FutureTimestamp, reason.Params{"timestamp": at.Format(time.RFC3339)})
	case at.Before(earliest()):
		return at, reason.Invalid(field, at.Format(time.RFC3339), "a time from 2000 on")
	}
	return at, nil
}

func named(field, text string, most int) error {
	if text == "" {
		return reason.New(reason.MissingField, reason.Params{"field": field})
	}
	if len([]rune(text)) > most {
		return reason.Invalid(field, text, "a shorter name")
	}
	return nil
}

// wholeTenant refuses who holds the right at some sites only: prices and factors are of no site. FORBIDDEN.
func (p Publication) wholeTenant(scope identity.Scope) error {
	if scope.AllSites {
		return nil
	}
	return reason.New(reason.Forbidden, reason.Params{"permission": string(p.Right) + " for the whole tenant"})
}

// inTime refuses instants of which nobody speaks: INVALID_VALUE.
func inTime(field string, at time.Time) *reason.Error {
	if at.Before(earliest()) || !at.Before(latest()) {
		return reason.Invalid(field, at.UTC().Format(time.RFC3339), "a time from 2000 to 2099")
	}
	return nil
}

// belief is what is held under a key since an instant.
type belief[V any] struct {
	value V
	since time.Time
}

// saying is a value of a key as an item says it.
type saying[K comparable, V any] struct {
	index int
	key   K
	value V
}

// sayings are those of one publication.
type sayings[K comparable, V any] struct {
	all   []saying[K, V]
	since time.Time
	// unsaid: nobody said since when; what is believed already is not kept again.
	unsaid bool
	equal  func(a, b V) bool
	refuse func(said saying[K, V], held V) *reason.Error
}

// sift sorts what is said by what is held, which is the newest belief of each key that is not after since:
// what is new, how many are the same, and what contradicts. O(n).
func (s sayings[K, V]) sift(held map[K]belief[V]) (fresh []saying[K, V], same int, refused []Refused) {
	now := make(map[K]V, len(s.all))
	for _, one := range s.all {
		before, known := held[one.key]
		bound := known && before.since.Equal(s.since)
		if value, twice := now[one.key]; twice {
			before.value, bound = value, true
		}
		switch {
		case bound && !s.equal(before.value, one.value):
			refused = append(refused, Refused{Index: one.index, Why: s.refuse(one, before.value)})
		case bound, known && s.unsaid && s.equal(before.value, one.value):
			same++
		default:
			now[one.key] = one.value
			fresh = append(fresh, one)
		}
	}
	return fresh, same, refused
}

// close is the outcome of what was refused at first and what was sifted; fresh is whether anything is to be
// kept.
func (p Publication) close(out *Outcome, fresh, same int, refused []Refused) (keep bool) {
	out.New, out.Same = fresh, same
	out.Refused = append(out.Refused, refused...)
	slices.SortStableFunc(out.Refused, func(a, b Refused) int { return cmp.Compare(a.Index, b.Index) })
	out.Stored = !p.Dry && (!p.Whole || len(out.Refused) == 0)
	return out.Stored && fresh > 0
}

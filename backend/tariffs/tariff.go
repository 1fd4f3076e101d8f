package tariffs

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"github.com/google/uuid"

	"ohmstead/energy/reason"
	"ohmstead/energy/tariff"
)

// Draft is what people say of a tariff beside its versions.
type Draft struct {
	Name     string
	Region   string    // the market region, empty for none
	Contract uuid.UUID // the contract it was agreed in, uuid.Nil for none
}

// Tariff is a tariff of a site with its versions.
type Tariff struct {
	Draft
	ID       uuid.UUID
	Site     uuid.UUID
	SiteKey  int32
	Version  int64 // counts the changes of the draft
	Archived *time.Time
	Versions []Version // the first first
}

// Version is a version as it is kept.
type Version struct {
	tariff.Version
	ID        uuid.UUID
	Tariff    uuid.UUID
	Revision  int64 // counts the changes of its end
	Structure tariff.Structure
}

// At is the version that holds at an instant; false where none does.
func (t Tariff) At(at time.Time) (Version, bool) {
	for _, v := range t.Versions {
		if v.Contains(at) {
			return v, true
		}
	}
	return Version{}, false
}

// Filter says which tariffs a page has.
type Filter struct {
	SiteKey  int32 // 0 for all sites
	Region   string
	Contract uuid.UUID
	At       *time.Time // those with a version that holds then; nil for any
	Archived bool       // those out of use too
	After    uuid.UUID  // the last of the page before
	Limit    int
}

// New is a tariff to make, with its first version.
type New struct {
	Draft
	ID    uuid.UUID
	First NewVersion
}

// NewVersion is a version to make.
type NewVersion struct {
	tariff.Version
	ID uuid.UUID
}

// Change is a tariff anew, as of the version that was read.
type Change struct {
	Draft
	ID       uuid.UUID
	Version  int64
	Archived bool
	At       time.Time
}

// End is where a version is to end, as of the revision that was read; nil for no end.
type End struct {
	ID       uuid.UUID
	Revision int64
	To       *time.Time
}

// Check refuses a draft that is none: MISSING_FIELD, INVALID_VALUE.
func (d Draft) Check() error {
	if strings.TrimSpace(d.Name) == "" {
		return reason.New(reason.MissingField, reason.Params{"field": "name"})
	}
	if d.Region != "" && strings.TrimSpace(d.Region) == "" {
		return reason.Invalid("market_region", d.Region, "the name of a market region, such as DE-LU, or none")
	}
	return nil
}

// zoneOf is the location of a version's hours: INVALID_VALUE where there is none of the name.
func zoneOf(v tariff.Version) (*time.Location, *reason.Error) {
	zone, err := time.LoadLocation(v.TimeZone)
	if err != nil || v.TimeZone == "Local" || v.TimeZone == "" {
		return nil, reason.Invalid("time_zone", v.TimeZone, "an IANA time zone such as Europe/Berlin")
	}
	return zone, nil
}

// says tells whether a version is what was asked for; its end may have been moved since.
func (v Version) says(n NewVersion) bool {
	kept, keptErr := json.Marshal([]any{v.Components, v.Holidays})
	asked, askedErr := json.Marshal([]any{n.Components, n.Holidays})
	return keptErr == nil && askedErr == nil && bytes.Equal(kept, asked) && v.ValidFrom.Equal(n.ValidFrom) && v.Currency == n.Currency && v.TimeZone == n.TimeZone && v.Clock == n.Clock && v.Rounding == n.Rounding
}

// ahead is how far the clock of who tells may be wrong.
const ahead = 5 * time.Minute

// Check finds everything that is wrong with a version that is to be made: tariff.Faults.
func Check(v tariff.Version, now time.Time) error {
	faults := v.Check()
	if _, wrong := zoneOf(v); wrong != nil {
		faults = append(faults, tariff.Fault{Path: "time_zone", Why: wrong})
	}
	if v.KnownAt.After(now.Add(ahead)) {
		faults = append(faults, tariff.Fault{Path: "known_at", Why: reason.Invalid("known_at", v.KnownAt.Format(time.RFC3339), "not in the future: a version is known once it is told")})
	}
	if len(faults) > 0 {
		return faults
	}
	if n := len(v.Windows()); n > maxWindows {
		return reason.Invalid("components", fmt.Sprintf("%d parts of the year with a rate each", n), fmt.Sprintf("at most %d: let bands of different components begin together", maxWindows))
	}
	return nil
}

// maxWindows bounds what is kept of a version: several times a matrix of 12 months and 24 hours on two kinds of days.
const maxWindows = 2000

// move says whether the end of a version may be moved: TARIFF_VERSION_BEGUN where it would change what has
// passed, INVALID_VALUE for an end that is none.
func (v Version) move(to *time.Time, now time.Time) error {
	begun := func(want string) error {
		return reason.New(reason.TariffVersionBegun, reason.Params{"valid_from": v.ValidFrom.UTC().Format(time.RFC3339), "want": want})
	}
	switch {
	case v.ValidTo != nil && v.ValidTo.Equal(v.ValidFrom):
		return reason.Invalid("valid_to", v.ValidTo.UTC().Format(time.RFC3339), "no other: the version was withdrawn; make another one")
	case v.ValidTo != nil && !v.ValidTo.After(now):
		return begun("nor where it ended")
	case to == nil:
		return nil
	case to.Before(v.ValidFrom):
		return reason.Invalid("valid_to", to.UTC().Format(time.RFC3339), fmt.Sprintf("%s, which withdraws it, or later", v.ValidFrom.UTC().Format(time.RFC3339)))
	case !to.Truncate(15 * time.Minute).Equal(*to):
		return reason.Invalid("valid_to", to.UTC().Format(time.RFC3339), "the start of a quarter hour")
	case to.Before(now) && !v.ValidFrom.After(now):
		return begun("it can end from " + now.UTC().Add(15*time.Minute-1).Truncate(15*time.Minute).Format(time.RFC3339) + " on")
	default:
		return nil
	}
}

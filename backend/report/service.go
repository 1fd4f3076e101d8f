package report

import (
	"context"
	"crypto/sha256"
	"fmt"
	"slices"
	"time"

	"github.com/google/uuid"

	"ohmstead/backend/identity"
	"ohmstead/energy/reason"
	"ohmstead/energy/slot"
)

// Request asks for a report.
type Request struct {
	Kind    Kind
	Subject uuid.UUID
	Period  Period
	Day     string // YYYY-MM-DD: the day, or any day of the week
	// TimeZone is the zone whose days are meant; empty is the subject's own.
	TimeZone string
}

// Version is a report as it is kept.
type Version struct {
	ID       uuid.UUID
	Subject  Subject // without TimeZone and Sites
	Period   Period
	TimeZone string
	FirstDay string
	Number   int        // 1 for the first of its subject, period and day
	Replaces *uuid.UUID // the version before
	Closed   bool
	// DataHash is Input.Hash, Hash the SHA-256 of Result.
	DataHash, Hash [sha256.Size]byte
	Created        time.Time
	Newest         bool   // no other version replaces it
	Result         []byte // Report.Encode; nil in lists
}

// Run is what became of a request: who ran it when, and the version it led to.
type Run struct {
	ID      uuid.UUID
	At      time.Time
	By      uuid.UUID
	Version Version
	Made    bool // the data had changed, or it is the first version
}

// Filter narrows a list of versions. The zero Filter is everything in scope.
type Filter struct {
	Subject *uuid.UUID
	Period  Period // "" is any
	Newest  bool   // only versions that no other replaces
	Cursor  string
	Limit   int
}

// Draft is a version to keep if it is not the newest one already.
type Draft struct {
	Frame    Frame
	DataHash [sha256.Size]byte
	Result   []byte
	By       uuid.UUID
	Now      time.Time
}

// Store is where inputs come from and versions are kept. What lies outside of the scope does not
// exist: NOT_FOUND.
type Store interface {
	// Subjects lists what reports can be about: nodes by their place in the tree, then sites by name.
	Subjects(ctx context.Context, scope identity.Scope) ([]Subject, error)
	// Input is what the sites of a frame's subject have measured within it.
	Input(ctx context.Context, scope identity.Scope, frame Frame) (Input, error)
	// Keep notes the run and keeps the draft as the next version, unless the newest version has the
	// same input.
	Keep(ctx context.Context, scope identity.Scope, draft Draft) (Run, error)
	// Versions lists versions without their results, newest first, and the cursor of the next page.
	Versions(ctx context.Context, scope identity.Scope, f Filter) ([]Version, string, error)
	// Version is one version with its result.
	Version(ctx context.Context, scope identity.Scope, id uuid.UUID) (Version, error)
}

// Service runs reports.
type Service struct{ Store }

// NewService is a service over a store.
func NewService(store Store) *Service { return &Service{store} }

// Run makes the report that is asked for. NOT_FOUND for a subject outside of the scope, INVALID_VALUE
// for a day that is none or has not begun, and for a time zone that is missing or none.
func (s *Service) Run(ctx context.Context, scope identity.Scope, r Request, by uuid.UUID, now time.Time) (Run, error) {
	subject, err := s.Subject(ctx, scope, r.Kind, r.Subject)
	if err != nil {
		return Run{}, err
	}
	frame, err := frameOf(subject, r, now)
	if err != nil {
		return Run{}, err
	}
	in, err := s.Input(ctx, scope, frame)
	if err != nil {
		return Run{}, fmt.Errorf("read what the report is about: %w", err)
	}
	run, err := s.Keep(ctx, scope, Draft{Frame: frame, DataHash: in.Hash(), Result: Compute(in).Encode(), By: by, Now: now})
	if err != nil {
		return Run{}, fmt.Errorf("keep the report: %w", err)
	}
	return run, nil
}

// Subject is a subject in scope: NOT_FOUND where there is none.
func (s *Service) Subject(ctx context.Context, scope identity.Scope, kind Kind, id uuid.UUID) (Subject, error) {
	subjects, err := s.Subjects(ctx, scope)
	if err != nil {
		return Subject{}, fmt.Errorf("find what reports can be about: %w", err)
	}
	at := slices.IndexFunc(subjects, func(found Subject) bool { return found.Kind == kind && found.ID == id })
	if at < 0 {
		return Subject{}, reason.New(reason.NotFound, reason.Params{"what": map[Kind]string{OfSite: "site", OfNode: "node"}[kind]})
	}
	return subjects[at], nil
}

// Zone is the time zone whose days are meant: the one named, or the subject's own for "".
// INVALID_VALUE for one that is missing or none.
func (s Subject) Zone(name string) (*time.Location, error) {
	if name == "" {
		name = s.TimeZone
	}
	zone, err := time.LoadLocation(name)
	if err != nil || name == "" || name == "Local" {
		return nil, reason.Invalid("time_zone", name, "an IANA time zone; a node whose sites lie in several needs one")
	}
	return zone, nil
}

// frameOf works out the days of a request.
func frameOf(subject Subject, r Request, now time.Time) (Frame, error) {
	f := Frame{Subject: subject, Period: r.Period}
	zone, err := subject.Zone(r.TimeZone)
	if err != nil {
		return f, err
	}
	f.TimeZone = zone.String()
	day, err := time.Parse(time.DateOnly, r.Day)
	if err != nil {
		return f, reason.Invalid("day", r.Day, "a day as YYYY-MM-DD")
	}
	count := 1
	if r.Period == Week {
		count = 7
		day = day.AddDate(0, 0, -(int(day.Weekday())+6)%7) // back to Monday
	}
	f.FirstDay = day.Format(time.DateOnly)
	for i := range count {
		noon := time.Date(day.Year(), day.Month(), day.Day()+i, 12, 0, 0, 0, zone)
		f.Days = append(f.Days, slot.Day(noon, zone))
	}
	span := f.Span()
	if span.From.After(now) {
		return f, reason.Invalid("day", r.Day, "a day that has begun")
	}
	f.Closed = !span.To.After(now)
	return f, nil
}

package event

import (
	"context"
	"fmt"
	"log/slog"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/google/uuid"

	"ohmstead/backend/identity"
	"ohmstead/backend/rounds"
	"ohmstead/energy/reason"
)

// Bounds of handling.
const (
	// MaxShelf is how long an alarm can be put aside: nobody remembers longer.
	MaxShelf = 7 * 24 * time.Hour
	maxNote  = 500 // characters
)

// Act is what a person does to an alarm.
type Act struct {
	Alarm   uuid.UUID
	Version int64 // the one that was read
	By      uuid.UUID
	At      time.Time
	Note    string
}

// Change is one step in the life of an alarm.
type Change struct {
	Alarm  uuid.UUID
	At     time.Time
	Change string     // RAISED, ACKNOWLEDGED, SHELVED, UNSHELVED, RETURNED or CLEARED
	Actor  string     // name of the person, "" where nobody did it
	Note   string     // what they wrote, or the code of why it was cleared
	Until  *time.Time // until when it is put aside
}

// Handling keeps what people do to alarms. NOT_FOUND for what is no alarm of the scope,
// VERSION_CONFLICT where the version is not the newest.
type Handling interface {
	// AcknowledgeAlarm notes who has seen the alarm; once noted it stays.
	AcknowledgeAlarm(ctx context.Context, scope identity.Scope, a Act) (Event, error)
	// ShelveAlarm puts an open alarm aside: ALARM_OVER for one that has cleared.
	ShelveAlarm(ctx context.Context, scope identity.Scope, a Act, until time.Time) (Event, error)
	// UnshelveAlarm takes it back.
	UnshelveAlarm(ctx context.Context, scope identity.Scope, a Act) (Event, error)
	// AlarmHistory is the life of the alarm and of the newest before and after it with the same key, the
	// newest step first.
	AlarmHistory(ctx context.Context, scope identity.Scope, alarm uuid.UUID) ([]Change, error)
}

// Desk is where people handle alarms.
type Desk struct {
	store    Handling
	announce Announce
}

// NewDesk is a desk over a store; announce may be nil.
func NewDesk(store Handling, announce Announce) *Desk {
	if announce == nil {
		announce = func(identity.Tenant, Event) {}
	}
	return &Desk{store: store, announce: announce}
}

// Acknowledge notes that the principal has seen the alarm, whether it is open or over.
func (d *Desk) Acknowledge(ctx context.Context, by identity.Principal, a Act) (Event, error) {
	return d.act(ctx, by, a, func(scope identity.Scope, a Act) (Event, error) { return d.store.AcknowledgeAlarm(ctx, scope, a) })
}

// Shelve puts an open alarm aside until an instant, with a reason. What is raised for the same
// condition until then is put aside too; from then on nothing is. MISSING_FIELD, INVALID_VALUE.
func (d *Desk) Shelve(ctx context.Context, by identity.Principal, a Act, until time.Time) (Event, error) {
	if strings.TrimSpace(a.Note) == "" {
		return Event{}, reason.New(reason.MissingField, reason.Params{"field": "reason"})
	}
	if !until.After(a.At) || until.After(a.At.Add(MaxShelf)) {
		return Event{}, reason.New(reason.InvalidValue, reason.Params{"field": "until", "value": until.UTC().Format(time.RFC3339), "want": "an instant within the next 7 days"})
	}
	return d.act(ctx, by, a, func(scope identity.Scope, a Act) (Event, error) { return d.store.ShelveAlarm(ctx, scope, a, until) })
}

// Unshelve takes back an alarm that was put aside.
func (d *Desk) Unshelve(ctx context.Context, by identity.Principal, a Act) (Event, error) {
	return d.act(ctx, by, a, func(scope identity.Scope, a Act) (Event, error) { return d.store.UnshelveAlarm(ctx, scope, a) })
}

// History is the life of an alarm that the principal can see.
func (d *Desk) History(ctx context.Context, by identity.Principal, alarm uuid.UUID) ([]Change, error) {
	return d.store.AlarmHistory(ctx, by.For(identity.Read), alarm)
}

func (d *Desk) act(ctx context.Context, by identity.Principal, a Act, do func(identity.Scope, Act) (Event, error)) (Event, error) {
	if by.Key != nil {
		return Event{}, reason.New(reason.PersonOnly, nil)
	}
	a.By, a.Note = by.User.ID, strings.TrimSpace(a.Note)
	if utf8.RuneCountInString(a.Note) > maxNote {
		return Event{}, reason.New(reason.InvalidValue, reason.Params{"field": "note", "value": string([]rune(a.Note)[:20]) + "…", "want": "at most 500 characters"})
	}
	e, err := do(by.Scope, a)
	if err != nil {
		return Event{}, fmt.Errorf("handle alarm %s: %w", a.Alarm, err)
	}
	d.announce(by.Tenant, e)
	return e, nil
}

// Shelves knows which alarms come back.
type Shelves interface {
	// Returned takes every open alarm back whose time on the shelf is over by an instant, and drops the
	// shelf of those that have cleared.
	Returned(ctx context.Context, tenant identity.Tenant, now time.Time) ([]Event, error)
	// Tenants are all of them.
	Tenants(ctx context.Context) ([]identity.Tenant, error)
}

// returnEvery is how often alarms are looked for whose time on the shelf is over. Lists and new alarms
// go by the instant itself and do not wait for it.
const returnEvery = 10 * time.Second

// Returns announces alarms that come back from the shelf, round after round.
type Returns struct {
	shelves  Shelves
	log      *slog.Logger
	announce Announce
}

// NewReturns is a runner over a store.
func NewReturns(shelves Shelves, log *slog.Logger, announce Announce) *Returns {
	return &Returns{shelves: shelves, log: log, announce: announce}
}

// Run goes on until ctx ends. A round that fails is logged and the next one tries again.
func (r *Returns) Run(ctx context.Context) error {
	rounds.Every(ctx, returnEvery, func() error { return r.Round(ctx, time.Now()) }, func(err error) {
		r.log.Error("alarms that were put aside wait for the next round", "err", err)
	})
	return nil
}

// Round takes back what is due.
func (r *Returns) Round(ctx context.Context, now time.Time) error {
	tenants, err := r.shelves.Tenants(ctx)
	if err != nil {
		return fmt.Errorf("list tenants: %w", err)
	}
	for _, t := range tenants {
		back, err := r.shelves.Returned(ctx, t, now)
		if err != nil {
			return fmt.Errorf("take alarms of tenant %s back: %w", t.ID, err)
		}
		for _, e := range back {
			r.announce(t, e)
		}
	}
	return nil
}

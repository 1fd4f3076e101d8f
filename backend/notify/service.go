package notify

import (
	"context"
	"crypto/rand"
	"fmt"
	"strings"
	"time"

	"github.com/google/uuid"

	"ohmstead/backend/event"
	"ohmstead/backend/identity"
	"ohmstead/energy/reason"
)

// Filter narrows a list of deliveries. The zero Filter is everything in scope.
type Filter struct {
	Channel *uuid.UUID
	State   string // "" for any
	Cursor  string
	Limit   int
}

// Edit replaces what a channel says.
type Edit struct {
	Channel uuid.UUID
	Version int64 // the one that was read
	Draft   Draft
	Now     time.Time
}

// Channels keeps channels. What lies outside of the scope does not exist: NOT_FOUND. A change takes the
// version that was read: VERSION_CONFLICT. A name is used once in a tenant: NAME_TAKEN.
type Channels interface {
	// NotificationChannels lists all of the scope by name, without secrets.
	NotificationChannels(ctx context.Context, scope identity.Scope) ([]Channel, error)
	// NotificationChannel is one with its secret.
	NotificationChannel(ctx context.Context, scope identity.Scope, id uuid.UUID) (Channel, error)
	AddChannel(ctx context.Context, scope identity.Scope, c Channel, now time.Time) (Channel, error)
	ChangeChannel(ctx context.Context, scope identity.Scope, e Edit) (Channel, error)
	// RemoveChannel ends a channel; what waits for it is given up.
	RemoveChannel(ctx context.Context, scope identity.Scope, id uuid.UUID, version int64, now time.Time) error
}

// Log is the log of what was sent.
type Log interface {
	// Deliveries is a page of the log, newest first.
	Deliveries(ctx context.Context, scope identity.Scope, f Filter) ([]Delivery, string, error)
	// Record adds a delivery that was attempted already.
	Record(ctx context.Context, scope identity.Scope, d Delivery, o Outcome) (Delivery, error)
	// Revive has a delivery that was given up tried again.
	Revive(ctx context.Context, scope identity.Scope, id uuid.UUID, now time.Time) (Delivery, error)
}

// Store keeps channels and deliveries.
type Store interface {
	Channels
	Log
}

// Service is channels as people set them up.
type Service struct {
	Store
	post  *Post
	plain bool
}

// NewService is a service over a store and the post that its trials take. plain says whether webhooks
// may be called without TLS.
func NewService(store Store, post *Post, plain bool) *Service {
	return &Service{Store: store, post: post, plain: plain}
}

// Add keeps a new channel; a webhook gets a secret, which is in the answer and nowhere else. With a
// key, the same request again makes no second channel.
func (s *Service) Add(ctx context.Context, scope identity.Scope, d Draft, key string, now time.Time) (Channel, error) {
	if err := s.check(&d); err != nil {
		return Channel{}, err
	}
	c := Channel{ID: uuid.New(), Draft: d}
	if key != "" {
		c.ID = uuid.NewSHA1(uuid.NameSpaceOID, fmt.Append(nil, "channel ", scope.Tenant, " ", scope.Actor, " ", key))
	}
	if d.Kind == Webhook {
		c.Secret = "whsec_" + rand.Text() + rand.Text()
	}
	added, err := s.AddChannel(ctx, scope, c, now)
	if err != nil {
		return Channel{}, fmt.Errorf("add the channel %s: %w", d.Name, err)
	}
	return added, nil
}

// Change replaces what a channel says; its kind and its secret stay.
func (s *Service) Change(ctx context.Context, scope identity.Scope, e Edit) (Channel, error) {
	if err := s.check(&e.Draft); err != nil {
		return Channel{}, err
	}
	c, err := s.ChangeChannel(ctx, scope, e)
	if err != nil {
		return Channel{}, fmt.Errorf("change the channel %s: %w", e.Channel, err)
	}
	return c, nil
}

func (s *Service) check(d *Draft) error {
	d.Name = strings.TrimSpace(d.Name)
	if err := d.Check(s.plain); err != nil {
		return err
	}
	if d.Kind == Mail && !s.post.Mails() {
		return reason.New(reason.NoMailServer, nil)
	}
	return nil
}

// Test sends a message of its own through a channel, at once and once, and notes how it fared.
func (s *Service) Test(ctx context.Context, scope identity.Scope, id uuid.UUID, now time.Time) (Delivery, error) {
	c, err := s.NotificationChannel(ctx, scope, id)
	if err != nil {
		return Delivery{}, fmt.Errorf("find the channel: %w", err)
	}
	d := Delivery{
		ID: uuid.New(), Channel: c.ID, ChannelName: c.Name, Count: 1, Attempts: 1, Created: now,
		Items: []Item{{Event: uuid.New(), Change: "TEST", At: now, Severity: event.Info, Params: map[string]any{}, SiteName: c.SiteName}},
	}
	outcome := s.post.Attempt(ctx, Claimed{Delivery: d, To: c}, now)
	if outcome.State == Pending {
		outcome.State = Dead // a trial is not repeated
	}
	d, err = s.Record(ctx, scope, d, outcome)
	if err != nil {
		return Delivery{}, fmt.Errorf("note the trial of channel %s: %w", id, err)
	}
	return d, nil
}

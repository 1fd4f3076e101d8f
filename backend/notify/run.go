package notify

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"strings"
	"time"

	"github.com/google/uuid"

	"ohmstead/backend/identity"
	"ohmstead/backend/rounds"
)

// Bounds of a round.
const (
	roundEvery = 3 * time.Second
	claimLimit = 20
	// lease is how long a delivery is somebody's who has claimed it: longer than an attempt can take.
	lease = 2 * time.Minute
)

// Queue is where notes and deliveries wait.
type Queue interface {
	Tenants(ctx context.Context) ([]identity.Tenant, error)
	// PlanNotices takes what has happened and makes deliveries of it by Plan, in one transaction.
	PlanNotices(ctx context.Context, tenant identity.Tenant, now time.Time) error
	// Claim takes deliveries that are due, counts the attempt, and makes them due again after the lease.
	Claim(ctx context.Context, tenant identity.Tenant, now time.Time, lease time.Duration, limit int) ([]Claimed, error)
	// Settle notes what became of an attempt.
	Settle(ctx context.Context, tenant identity.Tenant, delivery uuid.UUID, o Outcome) error
}

// Claimed is a delivery with the channel it goes to.
type Claimed struct {
	Delivery
	To Channel
}

// Outcome is what became of an attempt.
type Outcome struct {
	State string
	At    time.Time
	Due   time.Time // of the next attempt, while PENDING
	Why   Trouble
}

// Post hands deliveries over.
type Post struct {
	mail  MailServer
	hooks *Hooks
}

// NewPost is a post with a mail server and a caller of webhooks.
func NewPost(mail MailServer, hooks *Hooks) *Post { return &Post{mail: mail, hooks: hooks} }

// Mails reports whether there is a mail server.
func (p *Post) Mails() bool { return p.mail.Address != "" }

// Attempt hands a delivery over once and says what became of it. attempts counts this one.
func (p *Post) Attempt(ctx context.Context, c Claimed, now time.Time) Outcome {
	var err error
	if c.To.Kind == Mail {
		err = p.mail.send(ctx, c.To, c.Delivery, now)
	} else {
		err = p.hooks.send(ctx, c.To, c.Delivery, now)
	}
	if err == nil {
		return Outcome{State: Sent, At: now}
	}
	o := Outcome{State: Pending, At: now, Why: troubleOf(err), Due: now.Add(backoff(c.Attempts, rand.Float64()))} //nolint:gosec // a pause is no secret
	if final := new(permanent); errors.As(err, final) || c.Attempts >= MaxAttempts {
		o.State = Dead
	}
	return o
}

func oneLine(err error) string {
	text := strings.Join(strings.Fields(err.Error()), " ")
	return text[:min(len(text), 500)]
}

// Runner plans and sends, round after round.
type Runner struct {
	queue Queue
	post  *Post
	log   *slog.Logger
}

// NewRunner is a runner over a queue.
func NewRunner(queue Queue, post *Post, log *slog.Logger) *Runner {
	return &Runner{queue: queue, post: post, log: log}
}

// Run goes on until ctx ends. What fails is tried again in a later round.
func (r *Runner) Run(ctx context.Context) error {
	rounds.Every(ctx, roundEvery, func() error { return r.Round(ctx, time.Now()) }, func(err error) {
		r.log.Error("notifications wait for the next round", "err", err)
	})
	return nil
}

// Round plans what has happened and sends what is due.
func (r *Runner) Round(ctx context.Context, now time.Time) error {
	tenants, err := r.queue.Tenants(ctx)
	if err != nil {
		return fmt.Errorf("list tenants: %w", err)
	}
	for _, t := range tenants {
		if err := r.queue.PlanNotices(ctx, t, now); err != nil {
			return fmt.Errorf("plan the notifications of tenant %s: %w", t.ID, err)
		}
		due, err := r.queue.Claim(ctx, t, now, lease, claimLimit)
		if err != nil {
			return fmt.Errorf("claim the notifications of tenant %s: %w", t.ID, err)
		}
		for _, c := range due {
			if err := r.queue.Settle(ctx, t, c.ID, r.post.Attempt(ctx, c, now)); err != nil {
				return fmt.Errorf("note what became of delivery %s: %w", c.ID, err)
			}
		}
	}
	return nil
}

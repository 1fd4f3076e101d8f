package dispatch

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"time"

	"github.com/google/uuid"

	"ohmstead/backend/identity"
	"ohmstead/backend/registry"
	"ohmstead/energy/reason"
	"ohmstead/wire"
)

// Store keeps commands, their acknowledgements and limits, within the scope.
type Store interface {
	CommandStore
	LimitStore
}

// CommandStore keeps commands and their answers.
type CommandStore interface {
	// SaveCommand gives the command the next sequence of its edge, none where it has no edge, and stores
	// it. Where the tenant has a command under the same key it returns that one instead and stores nothing:
	// IDEMPOTENCY_KEY_REUSED where it says something else.
	SaveCommand(ctx context.Context, scope identity.Scope, c Command, key string) (Command, error)
	// AnswerCommand keeps the backend's own answer to a command without an edge; NOT_FOUND for another.
	AnswerCommand(ctx context.Context, scope identity.Scope, a wire.Ack) error
	// Together runs do as one transaction: what it does with its context is kept where it says so and does
	// not fail, and what fails within is undone alone.
	Together(ctx context.Context, scope identity.Scope, do func(ctx context.Context) (keep bool, err error)) error
	// CommandByID is a command with its acknowledgements, NOT_FOUND where there is none.
	CommandByID(ctx context.Context, scope identity.Scope, id uuid.UUID) (Command, error)
	// ListCommands is a page of commands, newest first, without their acknowledgements, and the
	// cursor of the page after it.
	ListCommands(ctx context.Context, scope identity.Scope, f Filter) (commands []Command, next string, err error)
}

// LimitStore keeps what edges are to keep by themselves.
type LimitStore interface {
	// Limits are the newest limits of an edge; NOT_FOUND where nobody has set any.
	Limits(ctx context.Context, scope identity.Scope, edge uuid.UUID) (wire.Limits, error)
	// SaveLimits stores limits whose version is one more than what is stored: VERSION_CONFLICT
	// where it is not.
	SaveLimits(ctx context.Context, scope identity.Scope, l EdgeLimits) error
}

// EdgeLimits are limits with whose they are and who set them: nobody where the backend derived them.
type EdgeLimits struct {
	Edge   registry.EdgeRecord
	SetBy  uuid.UUID
	Limits wire.Limits
}

// Filter selects commands; the zero Filter selects all of the scope.
type Filter struct {
	Site   *uuid.UUID
	Open   bool // only those that may still come to something
	Now    time.Time
	Cursor string
	Limit  int // 1 to 500; 0 means 100
}

// Courier brings an edge what is waiting for it, now if it is there; an edge that is not gets it
// with its next hello.
type Courier interface {
	Nudge(ctx context.Context, edge registry.EdgeRecord) error
}

// Service decides who may order what.
type Service struct {
	store    Store
	courier  Courier
	edges    Edges
	executor Executor // nil where no command is the backend's own
	log      *slog.Logger
}

// Edges finds the edge of a site; registry.Enrolment satisfies it.
type Edges interface {
	FindEdgeByID(ctx context.Context, id uuid.UUID) (registry.EdgeRecord, error)
}

// NewService puts a service together.
func NewService(store Store, courier Courier, edges Edges, log *slog.Logger) *Service {
	return &Service{store: store, courier: courier, edges: edges, log: log}
}

// Issue stores a command and sends it. FORBIDDEN without the permission that its kind needs at the site,
// and what Check refuses. That the edge cannot be reached is no fault: it gets the command when it is back, unless
// it has expired by then.
func (s *Service) Issue(ctx context.Context, by identity.Principal, at registry.Site, r Request, now time.Time) (Command, error) {
	if needed := permission(r.Kind); !by.May(needed) || needed != identity.Operate && !by.For(needed).Covers(false, []int32{at.Key}) {
		return Command{}, reason.New(reason.Forbidden, reason.Params{"permission": string(needed)})
	}
	if err := r.Check(now); err != nil {
		return Command{}, err
	}
	id, err := uuid.NewV7()
	if err != nil {
		return Command{}, fmt.Errorf("name the command: %w", err)
	}
	c := Command{
		Command: wire.Command{
			ID: id.String(), Kind: r.Kind, Asset: r.Asset, Payload: r.Payload, Reason: r.Reason,
			IssuedBy: by.User.ID.String(), IssuedAt: now.UTC().Truncate(time.Microsecond), ExpiresAt: r.Expires.UTC().Truncate(time.Microsecond),
		},
		Site: at.ID, State: Issued,
	}
	if s.executor != nil {
		own, err := s.ours(ctx, by.Scope, r)
		if err != nil {
			return Command{}, err
		}
		if own != nil {
			return s.execute(ctx, by, at, c, execution{*own, r.Key})
		}
	}
	edge, err := s.edgeOf(ctx, at)
	if err != nil {
		return Command{}, err
	}
	c.Edge = edge.Edge.ID
	saved, err := s.store.SaveCommand(ctx, by.Scope, c, r.Key)
	if err != nil {
		return Command{}, fmt.Errorf("store the command: %w", err)
	}
	s.nudge(ctx, edge)
	return saved, nil
}

// permission is what a kind of command needs. Source: data model, permissions.
func permission(k wire.CommandKind) identity.Permission {
	if k == wire.CommandScan || k == wire.CommandTestWrite || k == wire.CommandConfigure || k == wire.CommandRotateKey {
		return identity.Provision
	}
	return identity.Operate
}

// edgeOf is the enrolled edge of a site.
func (s *Service) edgeOf(ctx context.Context, at registry.Site) (registry.EdgeRecord, error) {
	if at.Edge == nil || at.Edge.State != registry.Enrolled {
		return registry.EdgeRecord{}, reason.New(reason.NotFound, reason.Params{"what": "enrolled edge at this site"})
	}
	edge, err := s.edges.FindEdgeByID(ctx, at.Edge.ID)
	if err != nil {
		return registry.EdgeRecord{}, fmt.Errorf("find the edge of site %s: %w", at.ID, err)
	}
	return edge, nil
}

// Remind brings an edge what is waiting for it, now if it is there. An edge that cannot be found or reached is
// logged: it gets everything with its next hello.
func (s *Service) Remind(ctx context.Context, edge uuid.UUID) {
	e, err := s.edges.FindEdgeByID(ctx, edge)
	if err != nil {
		s.log.Warn("an order waits until its edge says hello", "edge", edge, "err", err)
		return
	}
	s.nudge(ctx, e)
}

func (s *Service) nudge(ctx context.Context, edge registry.EdgeRecord) {
	if err := s.courier.Nudge(ctx, edge); err != nil {
		s.log.Warn("an order waits until its edge says hello", "edge", edge.Edge.ID, "err", err)
	}
}

// Command is one command with its acknowledgements.
func (s *Service) Command(ctx context.Context, by identity.Principal, id uuid.UUID) (Command, error) {
	return s.store.CommandByID(ctx, by.Scope, id)
}

// Commands is a page of commands, newest first.
func (s *Service) Commands(ctx context.Context, by identity.Principal, f Filter) ([]Command, string, error) {
	return s.store.ListCommands(ctx, by.Scope, f)
}

// Limits are what bounds a site's connection from above; those of version 0 where nobody has set
// any.
func (s *Service) Limits(ctx context.Context, by identity.Principal, at registry.Site) (wire.Limits, error) {
	if at.Edge == nil {
		return wire.Limits{Version: wire.Version}, nil
	}
	limits, err := s.store.Limits(ctx, by.Scope, at.Edge.ID)
	if errors.Is(err, reason.New(reason.NotFound, nil)) {
		return wire.Limits{Version: wire.Version}, nil
	}
	return limits, err
}

// SetLimits replaces what people have set to bound a site's connection from above, and sends it with what
// the backend derives, which stays as it is. The version is the one the caller has seen: VERSION_CONFLICT
// where it is not the newest.
func (s *Service) SetLimits(ctx context.Context, by identity.Principal, at registry.Site, wanted wire.Limits) (wire.Limits, error) {
	edge, err := s.edgeOf(ctx, at)
	if err != nil {
		return wire.Limits{}, err
	}
	newest, err := s.store.Limits(ctx, by.Scope, edge.Edge.ID)
	if err != nil && !errors.Is(err, reason.New(reason.NotFound, nil)) {
		return wire.Limits{}, fmt.Errorf("read the limits there are: %w", err)
	}
	ours := derived(newest)
	wanted = Merge(wanted, ours)
	wanted.Constraints = newest.Constraints
	if n := len(wanted.Blocks) - len(ours); n > maxAuthored {
		return wire.Limits{}, reason.Invalid("blocks", fmt.Sprintf("%d blocks", n), fmt.Sprintf("at most %d", maxAuthored))
	}
	wanted.Version = wire.Version
	wanted.LimitsVersion++ // one more than the version the caller has seen
	if err := wanted.Check(); err != nil {
		return wire.Limits{}, err
	}
	if err := s.store.SaveLimits(ctx, by.Scope, EdgeLimits{Edge: edge, SetBy: by.User.ID, Limits: wanted}); err != nil {
		return wire.Limits{}, fmt.Errorf("store the limits: %w", err)
	}
	s.nudge(ctx, edge)
	return wanted, nil
}

// read decodes exactly one JSON object without unknown fields.
func read(data json.RawMessage, v any) error {
	decoder := json.NewDecoder(bytes.NewReader(data))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(v); err != nil {
		return err
	}
	if _, err := decoder.Token(); !errors.Is(err, io.EOF) {
		return errors.New("something follows the object")
	}
	return nil
}

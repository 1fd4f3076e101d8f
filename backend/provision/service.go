package provision

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/google/uuid"

	"ohmstead/backend/dispatch"
	"ohmstead/backend/identity"
	"ohmstead/backend/registry"
	"ohmstead/energy/reason"
	"ohmstead/wire"
)

// Config of a service.
type Config struct {
	Store Store
	// Orders gives edges orders; nil where nobody gives any.
	Orders Orders
	// Disconnect ends every connection of an edge, in any process; its key is looked at anew if it comes
	// back.
	Disconnect func(edge uuid.UUID) error
	// Verify says whether a signature, base64 URL alphabet without padding, is the key's over the message.
	Verify func(nkey, signature string, message []byte) error
	// Meeting is where edges connect; a Hub of "" refuses enrolment.
	Meeting Meeting
}

// Orders gives orders to edges; *dispatch.Service satisfies it.
type Orders interface {
	Issue(ctx context.Context, by identity.Principal, at registry.Site, r dispatch.Request, now time.Time) (dispatch.Command, error)
}

// Meeting is what an edge must know of the backend.
type Meeting struct {
	Hub       string // nats-leaf://host:port
	CA        string // PEM; "" where the system's certificates vouch for the hub
	OrdersKey string // base64
}

// Service decides who may bring which edge into service.
type Service struct {
	config   Config
	attempts *identity.Attempts
}

// NewService is a service over a store.
func NewService(c Config) *Service { return &Service{config: c, attempts: identity.NewAttempts()} }

// Add makes an edge of a site, PENDING, and the code with which it enrols within an hour. The site may
// have another edge that runs: it is revoked before the new one enrols.
func (s *Service) Add(ctx context.Context, by identity.Principal, at registry.Site, n NewEdge, now time.Time) (Edge, Code, error) {
	var err error
	if n.Name, err = nameOf(n.Name); err != nil {
		return Edge{}, Code{}, err
	}
	code, stored, err := newCode(by, now)
	if err != nil {
		return Edge{}, Code{}, err
	}
	e, err := s.config.Store.AddEdge(ctx, scopeOf(by), at, n, stored)
	if err != nil {
		return Edge{}, Code{}, fmt.Errorf("add the edge %s: %w", n.Name, err)
	}
	return e, code, nil
}

// NewCode makes a new code for an edge that has not enrolled or was revoked; the code before holds no
// more. EDGE_ENROLLED.
func (s *Service) NewCode(ctx context.Context, by identity.Principal, id uuid.UUID, now time.Time) (Edge, Code, error) {
	code, stored, err := newCode(by, now)
	if err != nil {
		return Edge{}, Code{}, err
	}
	e, err := s.config.Store.ChangeEdge(ctx, scopeOf(by), id, func(e Edge) (Change, error) {
		if e.State == registry.Enrolled {
			return Change{}, reason.New(reason.EdgeEnrolled, reason.Params{"edge": e.Name})
		}
		return Change{Code: &stored}, nil
	})
	if err != nil {
		return Edge{}, Code{}, fmt.Errorf("make a code for edge %s: %w", id, err)
	}
	return e, code, nil
}

// List is a page of edges, the newest first.
func (s *Service) List(ctx context.Context, by identity.Principal, f Filter) ([]Edge, string, error) {
	return s.config.Store.ListEdges(ctx, by.Scope, f)
}

// Edge is one of them.
func (s *Service) Edge(ctx context.Context, by identity.Principal, id uuid.UUID) (Edge, error) {
	return s.config.Store.EdgeByID(ctx, by.Scope, id)
}

// Rename changes what people call an edge. revision is the one that was read: VERSION_CONFLICT where it
// is not the newest.
func (s *Service) Rename(ctx context.Context, by identity.Principal, id uuid.UUID, name string, revision int64) (Edge, error) {
	name, err := nameOf(name)
	if err != nil {
		return Edge{}, err
	}
	e, err := s.config.Store.ChangeEdge(ctx, scopeOf(by), id, func(e Edge) (Change, error) {
		if e.Revision != revision {
			return Change{}, reason.New(reason.VersionConflict, reason.Params{"expected_version": revision, "actual_version": e.Revision})
		}
		return Change{Name: &name}, nil
	})
	if err != nil {
		return Edge{}, fmt.Errorf("rename edge %s: %w", id, err)
	}
	return e, nil
}

// Revoke takes an edge's enrolment or its open code away and cuts its connection at once. An edge that
// is revoked already stays so.
func (s *Service) Revoke(ctx context.Context, by identity.Principal, id uuid.UUID, now time.Time) (Edge, error) {
	e, err := s.config.Store.ChangeEdge(ctx, scopeOf(by), id, func(e Edge) (Change, error) {
		if e.State == registry.Revoked {
			return Change{}, nil
		}
		return Change{Revoke: &now}, nil
	})
	if err != nil {
		return Edge{}, fmt.Errorf("revoke edge %s: %w", id, err)
	}
	if err := s.config.Disconnect(id); err != nil {
		return Edge{}, fmt.Errorf("cut the connection of edge %s: %w", id, err)
	}
	return e, nil
}

// RotateKey orders an edge to make a new key on site and to connect with it. The edge is the one that is
// enrolled at its site: NOT_FOUND for another. Further refusals: those of an order, such as COMMAND_EXPIRED.
// An edge that is not reached by then goes on with its key.
func (s *Service) RotateKey(ctx context.Context, by identity.Principal, at registry.Site, r NewRotation, now time.Time) (Edge, error) {
	if at.Edge == nil || at.Edge.ID != r.Edge {
		return Edge{}, reason.New(reason.NotFound, reason.Params{"what": "enrolled edge at this site"})
	}
	_, err := s.config.Orders.Issue(ctx, by, at, dispatch.Request{
		Site: at.ID, Kind: wire.CommandRotateKey, Reason: strings.TrimSpace(r.Reason), Expires: r.Expires, Key: r.Key,
	}, now)
	if err != nil {
		return Edge{}, fmt.Errorf("order edge %s to change its key: %w", r.Edge, err)
	}
	return s.config.Store.EdgeByID(ctx, by.Scope, r.Edge)
}

func nameOf(name string) (string, error) {
	if name = strings.TrimSpace(name); name == "" {
		return "", reason.New(reason.MissingField, reason.Params{"field": "name"})
	}
	return name, nil
}

func newCode(by identity.Principal, now time.Time) (Code, StoredCode, error) {
	text, err := drawCode()
	if err != nil {
		return Code{}, StoredCode{}, err
	}
	now = now.UTC().Truncate(time.Microsecond)
	stored := StoredCode{Hash: hashCode(text), By: by.User.ID, Created: now, Expires: now.Add(CodeLife)}
	return Code{Text: text, Expires: stored.Expires}, stored, nil
}

// scopeOf is where the principal may provision.
func scopeOf(by identity.Principal) identity.Scope { return by.For(identity.Provision) }

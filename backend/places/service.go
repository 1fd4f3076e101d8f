package places

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/google/uuid"

	"ohmstead/backend/identity"
	"ohmstead/energy/reason"
)

// Service decides who may change what about which place.
type Service struct{ tree Tree }

// NewService is a Service over a store.
func NewService(tree Tree) *Service { return &Service{tree: tree} }

// Nodes lists places that the principal may read.
func (s *Service) Nodes(ctx context.Context, by identity.Principal, f Filter) (nodes []Node, next string, err error) {
	return s.tree.ListNodes(ctx, by.For(identity.Read), f)
}

// Node is one of them.
func (s *Service) Node(ctx context.Context, by identity.Principal, id uuid.UUID) (Node, error) {
	return s.tree.FindNode(ctx, by.For(identity.Read), id)
}

// Add makes a place. Sites are made with what makes them sites, not here: INVALID_VALUE.
func (s *Service) Add(ctx context.Context, by identity.Principal, in NewNode) (Node, error) {
	var err error
	if in.Name, err = checkName("name", in.Name); err != nil {
		return Node{}, err
	}
	if err := CheckKey("key", in.Key); err != nil {
		return Node{}, err
	}
	if in.Kind == Site || !slices.Contains(Kinds(), in.Kind) {
		return Node{}, reason.Invalid("kind", string(in.Kind), "one of ENTERPRISE, BUILDING, FLOOR, SPACE, EQUIPMENT; sites are made with their time zone at /api/sites")
	}
	parent, err := s.parent(ctx, by, in.Parent)
	if err != nil {
		return Node{}, err
	}
	if err := checkBelow(in.Kind, parent.Kind); err != nil {
		return Node{}, err
	}
	if err := mayChange(by, Node{Kind: in.Kind, SiteKey: parent.SiteKey}); err != nil {
		return Node{}, err
	}
	id, err := RequestID(by.Tenant.ID, "org_node", in.Request)
	if err != nil {
		return Node{}, err
	}
	n, err := s.tree.AddNode(ctx, by.For(identity.Places), id, parent, in)
	if err != nil {
		return Node{}, fmt.Errorf("make the place %s: %w", in.Name, err)
	}
	return n, nil
}

// Rename changes name and key, where they are given. VERSION_CONFLICT where version is not the newest.
func (s *Service) Rename(ctx context.Context, by identity.Principal, at Versioned, name, key *string) (Node, error) {
	var err error
	if name != nil {
		if *name, err = checkName("name", *name); err != nil {
			return Node{}, err
		}
	}
	if key != nil {
		if err := CheckKey("key", *key); err != nil {
			return Node{}, err
		}
	}
	return s.change(ctx, by, at, func(Node) (Change, error) { return Change{Name: name, Key: key}, nil })
}

// Archive takes a place out of use, with all places inside a site, or brings it back. What is above
// sites must have been left first: PLACE_NOT_EMPTY.
func (s *Service) Archive(ctx context.Context, by identity.Principal, at Versioned, archived bool, now time.Time) (Node, error) {
	return s.change(ctx, by, at, func(n Node) (Change, error) {
		if archived == (n.Archived != nil) {
			return Change{}, nil
		}
		if !archived {
			now = time.Time{}
		}
		return Change{Archived: &now}, nil
	})
}

// Move puts a place with everything below it under another, the zero id for the top of the tree. What
// roles hold on what is above changes with it at once. A place inside a site stays in its site.
func (s *Service) Move(ctx context.Context, by identity.Principal, at Versioned, to uuid.UUID) (Node, error) {
	parent, err := s.parent(ctx, by, to)
	if err != nil {
		return Node{}, err
	}
	return s.change(ctx, by, at, func(n Node) (Change, error) {
		if !n.Kind.Inside() && !by.For(identity.Places).AllSites {
			return Change{}, reason.New(reason.BeyondOwnRights, reason.Params{"what": "what lies above sites"})
		}
		if err := checkBelow(n.Kind, parent.Kind); err != nil {
			return Change{}, err
		}
		if n.Kind.Inside() && parent.SiteKey != n.SiteKey {
			return Change{}, reason.Invalid("parent", parent.Name, "a place of the same site")
		}
		return Change{Parent: &parent}, nil
	})
}

// Versioned names a place as it was read.
type Versioned struct {
	ID      uuid.UUID
	Version int64
}

func (s *Service) change(ctx context.Context, by identity.Principal, at Versioned, decide Decide) (Node, error) {
	if err := s.changeable(ctx, by, at.ID); err != nil {
		return Node{}, err
	}
	n, err := s.tree.ChangeNode(ctx, by.For(identity.Places), at.ID, func(n Node) (Change, error) {
		if err := mayChange(by, n); err != nil {
			return Change{}, err
		}
		if err := Newest(at.Version, n.Version); err != nil {
			return Change{}, err
		}
		return decide(n)
	})
	if err != nil {
		return Node{}, fmt.Errorf("change the place %s: %w", at.ID, err)
	}
	return n, nil
}

// changeable refuses a place that the principal may only read, by name; to who may not even read it
// there is none.
func (s *Service) changeable(ctx context.Context, by identity.Principal, id uuid.UUID) error {
	n, err := s.tree.FindNode(ctx, by.For(identity.Read), id)
	if err != nil {
		return fmt.Errorf("find the place %s: %w", id, err)
	}
	return mayChange(by, n)
}

// parent is the place that is to be above; the zero Node for the root.
func (s *Service) parent(ctx context.Context, by identity.Principal, id uuid.UUID) (Node, error) {
	if id == uuid.Nil {
		return Node{}, nil
	}
	parent, err := s.tree.FindNode(ctx, by.For(identity.Read), id)
	if err != nil {
		return Node{}, fmt.Errorf("find the place above: %w", err)
	}
	if parent.Archived != nil {
		return Node{}, reason.Invalid("parent", parent.Name, "a place that is in use")
	}
	return parent, nil
}

// mayChange: sites stand on the whole tenant's ground, what is inside on their own.
func mayChange(by identity.Principal, n Node) error {
	scope := by.For(identity.Places)
	if scope.AllSites {
		return nil
	}
	if n.SiteKey == 0 {
		return reason.New(reason.BeyondOwnRights, reason.Params{"what": "what lies above sites"})
	}
	if !slices.Contains(scope.Sites, n.SiteKey) {
		return reason.New(reason.Forbidden, reason.Params{"permission": string(identity.Places)})
	}
	return nil
}

// Newest refuses a change of what has changed since it was read: VERSION_CONFLICT.
func Newest(expected, actual int64) error {
	if expected != actual {
		return reason.New(reason.VersionConflict, reason.Params{"expected_version": expected, "actual_version": actual})
	}
	return nil
}

// RequestID is the id of what a request makes: always the same for the same request of a tenant,
// a new one (UUIDv7) where the request is not repeated. Source: RFC 9562, sections 5.5 and 5.7.
func RequestID(tenant uuid.UUID, what, request string) (uuid.UUID, error) {
	if request != "" {
		return uuid.NewSHA1(tenant, []byte(what+"\x00"+request)), nil
	}
	id, err := uuid.NewV7()
	if err != nil {
		return uuid.Nil, errors.Join(errors.New("draw an id"), err)
	}
	return id, nil
}

package postgres_test

import (
	"context"
	"errors"
	"slices"
	"sync"
	"testing"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5/pgconn"
	"pgregory.net/rapid"

	"ohmstead/backend/identity"
	"ohmstead/backend/places"
	"ohmstead/backend/postgres"
	"ohmstead/backend/registry"
	"ohmstead/energy/reason"
)

// steward is somebody who changes places.
type steward struct {
	*world
	*places.Service
	by identity.Principal
}

func (w *world) steward(held ...identity.Held) steward {
	p := identity.Principal{Tenant: w.tenant, Held: held, Scope: identity.Scope{Tenant: w.tenant.Key}}
	for _, h := range held {
		p.Roles = append(p.Roles, h.Role)
	}
	return steward{world: w, Service: places.NewService(w.DB), by: p}
}

func everywhere(role identity.Role) identity.Held { return identity.Held{Role: role, Whole: true} }

func (s steward) add(kind places.Kind, name string, parent uuid.UUID) places.Node {
	s.t.Helper()
	n, err := s.Add(s.t.Context(), s.by, places.NewNode{Kind: kind, Name: name, Parent: parent})
	if err != nil {
		s.t.Fatal(err)
	}
	return n
}

func (s steward) move(n places.Node, to uuid.UUID) (places.Node, error) {
	s.t.Helper()
	now, err := s.Node(s.t.Context(), s.by, n.ID)
	if err != nil {
		s.t.Fatal(err)
	}
	return s.Move(s.t.Context(), s.by, places.Versioned{ID: n.ID, Version: now.Version}, to)
}

func has(err error, code reason.Code) bool { return errors.Is(err, reason.New(code, nil)) }

func TestTree_MovingASiteMovesTheRightsOnIt(t *testing.T) {
	w := newWorld(t)
	s := w.steward(everywhere(identity.Engineer))
	north, south := s.add(places.Enterprise, "North", uuid.Nil), s.add(places.Enterprise, "South", uuid.Nil)
	site, err := s.Node(t.Context(), s.by, w.node())
	if err != nil {
		t.Fatal(err)
	}
	hall := s.add(places.Building, "Hall", site.ID)
	users := map[uuid.UUID]uuid.UUID{}
	for _, at := range []places.Node{north, south} {
		u, err := w.CreateUser(t.Context(), w.tenant.Key, postgres.NewUser{User: identity.User{Email: uuid.NewString(), DisplayName: at.Name}, Role: identity.Viewer, Site: &w.site})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := w.super.Exec(t.Context(), "UPDATE role_bindings SET org_node_id = $1 WHERE user_id = $2", at.ID, u.ID); err != nil {
			t.Fatal(err)
		}
		users[at.ID] = u.ID
	}
	sees := func(at uuid.UUID) bool {
		t.Helper()
		p, err := w.FindPrincipal(t.Context(), w.tenant.Key, users[at])
		if err != nil {
			t.Fatal(err)
		}
		_, err = s.Node(t.Context(), p, hall.ID)
		if err != nil && !isNotFound(err) {
			t.Fatal(err)
		}
		return slices.Contains(p.Scope.Sites, w.site.Key) && err == nil
	}
	for _, step := range []struct {
		to           uuid.UUID
		north, south bool
	}{{north.ID, true, false}, {south.ID, false, true}, {uuid.Nil, false, false}, {north.ID, true, false}} {
		if _, err := s.move(site, step.to); err != nil {
			t.Fatal(err)
		}
		if sees(north.ID) != step.north || sees(south.ID) != step.south {
			t.Errorf("under %v the viewer of the north sees the hall: %v, of the south: %v", step.to, sees(north.ID), sees(south.ID))
		}
	}
	// The enterprise takes all of it along.
	if _, err := s.move(north, south.ID); err != nil {
		t.Fatal(err)
	}
	if !sees(south.ID) || !sees(north.ID) {
		t.Error("who sees the south does not see what came with the north")
	}
	var logged int
	err = w.super.QueryRow(t.Context(), "SELECT count(*) FROM audit_log WHERE tenant_id = $1 AND entity = 'org_nodes' AND entity_id = $2::text AND before ->> 'path' <> after ->> 'path'", w.tenant.Key, hall.ID).Scan(&logged)
	if err != nil || logged != 5 {
		t.Errorf("the log has %d moves of the hall, %v; want 5", logged, err)
	}
}

func TestTree_WhatIsRefused(t *testing.T) {
	w := newWorld(t)
	s := w.steward(everywhere(identity.Owner))
	other, err := w.CreateSite(t.Context(), w.tenant.Key, registry.Site{Name: "Other", TimeZone: "UTC"})
	if err != nil {
		t.Fatal(err)
	}
	top := s.add(places.Enterprise, "Top", uuid.Nil)
	below := s.add(places.Enterprise, "Below", top.ID)
	hall := s.add(places.Building, "Hall", w.node())
	ctx := t.Context()
	nodes, _, err := s.Nodes(ctx, s.by, places.Filter{Kind: places.Site, Limit: 10})
	if err != nil || len(nodes) != 2 {
		t.Fatalf("sites %+v, %v", nodes, err)
	}
	elsewhere := nodes[slices.IndexFunc(nodes, func(n places.Node) bool { return n.Site == other.ID })]
	inSite := w.steward(identity.Held{Role: identity.Engineer, Sites: []int32{w.site.Key}}, everywhere(identity.Viewer))
	reader := w.steward(everywhere(identity.Viewer))
	stranger := populate(t, w.DB, w.cfg).steward(everywhere(identity.Owner))
	as := func(s steward, at places.Node, to uuid.UUID) error {
		_, err := s.Move(ctx, s.by, places.Versioned{ID: at.ID, Version: at.Version}, to)
		return err
	}
	add := func(s steward, n places.NewNode) error { _, err := s.Add(ctx, s.by, n); return err }
	for name, tt := range map[string]struct {
		err  error
		want reason.Code
	}{
		"an enterprise below what is below it":                      {as(s, top, below.ID), reason.PlaceInCircle},
		"an enterprise below itself":                                {as(s, top, top.ID), reason.PlaceInCircle},
		"a building below an enterprise":                            {as(s, hall, top.ID), reason.InvalidValue},
		"a building into another site":                              {as(s, hall, elsewhere.ID), reason.InvalidValue},
		"a building to the top":                                     {as(s, hall, uuid.Nil), reason.InvalidValue},
		"a site by who holds the right on this site alone":          {as(inSite, nodes[0], top.ID), reason.BeyondOwnRights},
		"an enterprise by who holds the right on one site":          {add(inSite, places.NewNode{Kind: places.Enterprise, Name: "Mine"}), reason.BeyondOwnRights},
		"a building in a site where the right is not held":          {add(inSite, places.NewNode{Kind: places.Building, Name: "B", Parent: elsewhere.ID}), reason.Forbidden},
		"a building by who may only read":                           {add(reader, places.NewNode{Kind: places.Building, Name: "B", Parent: w.node()}), reason.Forbidden},
		"a place of another tenant":                                 {as(stranger, hall, uuid.Nil), reason.NotFound},
		"a place under one of another tenant":                       {add(stranger, places.NewNode{Kind: places.Building, Name: "B", Parent: w.node()}), reason.NotFound},
		"a site without a time zone":                                {add(s, places.NewNode{Kind: places.Site, Name: "S"}), reason.InvalidValue},
		"a place without a name":                                    {add(s, places.NewNode{Kind: places.Enterprise, Name: "  "}), reason.MissingField},
		"a key that no file could name":                             {add(s, places.NewNode{Kind: places.Enterprise, Name: "E", Key: "a b"}), reason.InvalidValue},
		"a version that is not the newest":                          {as(s, places.Node{ID: hall.ID, Version: 7}, w.node()), reason.VersionConflict},
		"a floor in a site":                                         {add(s, places.NewNode{Kind: places.Floor, Name: "F", Parent: w.node()}), reason.InvalidValue},
		"an enterprise out of use while another lies below it":      {second(s.Archive(ctx, s.by, places.Versioned{ID: top.ID, Version: 1}, true, noon())), reason.PlaceNotEmpty},
		"a building of one's own site by who holds the right there": {add(inSite, places.NewNode{Kind: places.Building, Name: "B", Parent: w.node()}), ""},
	} {
		if tt.want == "" && tt.err != nil || tt.want != "" && !has(tt.err, tt.want) {
			t.Errorf("%s: %v, want %q", name, tt.err, tt.want)
		}
	}
}

func second[T any](_ T, err error) error { return err }

func TestTree_ArchivedPlacesAreOutOfListsAndComeBack(t *testing.T) {
	w := newWorld(t)
	s := w.steward(everywhere(identity.Engineer))
	hall := s.add(places.Building, "Hall", w.node())
	floor := s.add(places.Floor, "Floor", hall.ID)
	ctx := t.Context()
	names := func(archived bool) (names []string) {
		t.Helper()
		f := places.Filter{Archived: archived, Limit: 1}
		for {
			page, next, err := s.Nodes(ctx, s.by, f)
			if err != nil {
				t.Fatal(err)
			}
			for _, n := range page {
				names = append(names, n.Name)
			}
			if f.Cursor = next; next == "" {
				return names
			}
		}
	}
	archive := func(id uuid.UUID, archived bool) {
		t.Helper()
		n, err := s.Node(ctx, s.by, id)
		if err == nil {
			_, err = s.Archive(ctx, s.by, places.Versioned{ID: id, Version: n.Version}, archived, noon())
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	archive(floor.ID, true)
	archive(w.node(), true)
	sites, err := w.Sites(ctx, w.scope)
	if got := names(false); len(got) != 0 || err != nil || len(sites) != 0 {
		t.Errorf("the lists still show %v and %v, %v", got, sites, err)
	}
	if got := names(true); !slices.Equal(got, []string{"House", "Hall", "Floor"}) {
		t.Errorf("with what is archived: %v", got)
	}
	if site, err := w.SiteByID(ctx, w.scope, w.site.ID); err != nil || site.Name != "House" {
		t.Errorf("its history is not found by its id: %v", err)
	}
	archive(w.node(), false)
	// The floor went on another day of its own.
	if got := names(false); !slices.Equal(got, []string{"House", "Hall", "Floor"}) {
		t.Errorf("back are %v", got)
	}
	if err := second(s.Add(ctx, s.by, places.NewNode{Kind: places.Floor, Name: "Attic", Parent: hall.ID, Request: "once"})); err != nil {
		t.Fatal(err)
	}
	if err := second(s.Add(ctx, s.by, places.NewNode{Kind: places.Floor, Name: "Attic", Parent: hall.ID, Request: "once"})); err != nil {
		t.Error(err)
	}
	if err := second(s.Add(ctx, s.by, places.NewNode{Kind: places.Floor, Name: "Cellar", Parent: hall.ID, Request: "once"})); !has(err, reason.IdempotencyKeyReused) {
		t.Errorf("another request under the same key: %v", err)
	}
	if got := names(false); len(got) != 4 {
		t.Errorf("after the same request twice there are %v", got)
	}
}

// Whatever is written around the rules in Go, the database keeps the tree a tree.
func TestTree_TheDatabaseRefusesWrongShapes(t *testing.T) {
	w := newWorld(t)
	s := w.steward(everywhere(identity.Owner))
	other := populate(t, w.DB, w.cfg)
	top := s.add(places.Enterprise, "Top", uuid.Nil)
	hall := s.add(places.Building, "Hall", w.node())
	floor := s.add(places.Floor, "Floor", hall.ID)
	for name, tt := range map[string]struct {
		sql        string
		args       []any
		constraint string
	}{
		"a path that is not the parent's": {"UPDATE org_nodes SET parent_path = ARRAY[$2::uuid] WHERE id = $1", []any{floor.ID, top.ID}, "org_nodes_parent"},
		"a kind that is not the parent's": {"UPDATE org_nodes SET parent_kind = 'SITE', kind = 'BUILDING' WHERE id = $1 AND $2::uuid IS NOT NULL", []any{floor.ID, top.ID}, "org_nodes_parent"},
		"a floor in a site":               {"UPDATE org_nodes SET kind = 'FLOOR' WHERE id = $1 AND $2::uuid IS NOT NULL", []any{hall.ID, top.ID}, "org_nodes_kind_below"},
		"a parent without its path":       {"UPDATE org_nodes SET parent_id = $2 WHERE id = $1", []any{top.ID, w.node()}, "org_nodes_whole_parent"},
		"a parent of another tenant":      {"UPDATE org_nodes SET parent_id = $2, parent_path = ARRAY[$2::uuid], parent_kind = 'SITE' WHERE id = $1", []any{hall.ID, other.node()}, "org_nodes_parent"},
		"a site that is not the parent's": {"UPDATE org_nodes SET site_id = (SELECT site_id FROM sites WHERE org_node_id = $2) WHERE id = $1", []any{hall.ID, other.node()}, "org_nodes_one_site"},
		"itself above itself":             {"UPDATE org_nodes SET parent_id = id, parent_path = path, parent_kind = kind WHERE id = $1 AND $2::uuid IS NOT NULL", []any{top.ID, top.ID}, "org_nodes_no_circle"},
		"a place that others lie below":   {"DELETE FROM org_nodes WHERE id = $1 AND $2::uuid IS NOT NULL", []any{hall.ID, top.ID}, "org_nodes_parent"},
	} {
		err := second(w.super.Exec(t.Context(), tt.sql, tt.args...))
		if pg := new(pgconn.PgError); !errors.As(err, &pg) || pg.ConstraintName != tt.constraint {
			t.Errorf("%s: %v, want the constraint %s", name, err, tt.constraint)
		}
	}
}

// Two moves that are right alone and wrong together: one of them is refused, whoever comes first.
func TestTree_TwoMovesAtOnceMakeNoCircle(t *testing.T) {
	w := newWorld(t)
	s := w.steward(everywhere(identity.Owner))
	a, b := s.add(places.Enterprise, "A", uuid.Nil), s.add(places.Enterprise, "B", uuid.Nil)
	for range 20 {
		var wait sync.WaitGroup
		outcomes := make([]error, 2)
		for i, pair := range [][2]places.Node{{a, b}, {b, a}} {
			wait.Go(func() {
				now, err := s.Node(context.WithoutCancel(t.Context()), s.by, pair[0].ID)
				if err == nil {
					_, err = s.Move(context.WithoutCancel(t.Context()), s.by, places.Versioned{ID: now.ID, Version: now.Version}, pair[1].ID)
				}
				outcomes[i] = err
			})
		}
		wait.Wait()
		if (outcomes[0] == nil) == (outcomes[1] == nil) || !has(errors.Join(outcomes...), reason.PlaceInCircle) {
			t.Fatalf("both moves: %v", outcomes)
		}
		for _, n := range []places.Node{a, b} {
			if _, err := s.move(n, uuid.Nil); err != nil {
				t.Fatal(err)
			}
		}
	}
}

// After any moves the paths are those that following the parents gives.
func TestTree_PathsAreThoseOfTheParents(t *testing.T) {
	w := newWorld(t)
	s := w.steward(everywhere(identity.Owner))
	nodes := []places.Node{{}}
	for _, name := range []string{"A", "B", "C", "D", "E", "F"} {
		nodes = append(nodes, s.add(places.Enterprise, name, uuid.Nil))
	}
	rapid.Check(t, func(rt *rapid.T) {
		parents := map[uuid.UUID]uuid.UUID{}
		for _, n := range nodes[1:] {
			if _, err := s.move(n, uuid.Nil); err != nil {
				rt.Fatal(err)
			}
		}
		for range 6 {
			n, to := rapid.SampledFrom(nodes[1:]).Draw(rt, "node"), rapid.SampledFrom(nodes).Draw(rt, "to")
			circle := false
			for up := to.ID; up != uuid.Nil; up = parents[up] {
				circle = circle || up == n.ID
			}
			_, err := s.move(n, to.ID)
			if circle != has(err, reason.PlaceInCircle) || !circle && err != nil {
				rt.Fatalf("%s under %s: %v, a circle: %v", n.Name, to.Name, err, circle)
			}
			if err == nil {
				parents[n.ID] = to.ID
			}
		}
		for _, n := range nodes[1:] {
			want := []uuid.UUID{}
			for up := n.ID; up != uuid.Nil; up = parents[up] {
				want = append([]uuid.UUID{up}, want...)
			}
			var got []uuid.UUID
			if err := w.super.QueryRow(t.Context(), "SELECT path FROM org_nodes WHERE id = $1", n.ID).Scan(&got); err != nil || !slices.Equal(got, want) {
				rt.Fatalf("the path of %s is %v, want %v, %v", n.Name, got, want, err)
			}
		}
	})
}

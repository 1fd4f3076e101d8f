package postgres_test

import (
	"errors"
	"testing"

	"github.com/google/uuid"

	"ohmstead/backend/identity"
	"ohmstead/backend/people"
	"ohmstead/backend/postgres"
	"ohmstead/energy/reason"
)

// A user's change is stored with what it decides on, and counted.
func TestChangeUser(t *testing.T) {
	w := newWorld(t)
	owner, err := w.CreateUser(t.Context(), w.tenant.Key, postgres.NewUser{User: identity.User{Email: uuid.NewString(), DisplayName: "O"}, PasswordHash: "x", Role: identity.Owner})
	if err != nil {
		t.Fatal(err)
	}
	name := "Renamed"
	u, err := w.ChangeUser(t.Context(), w.scope, owner.ID, func(u people.User, others int) (people.Change, error) {
		if others != 0 || len(u.Bindings) != 1 || !u.Bindings[0].Whole() {
			t.Errorf("shown %+v with %d other owners", u, others)
		}
		return people.Change{DisplayName: &name, Give: &people.Grant{Role: identity.Viewer, Node: w.node()}}, nil
	})
	if err != nil || u.DisplayName != name || u.Version != 2 || len(u.Bindings) != 2 || len(u.Bindings[1].Sites) != 1 || u.Bindings[1].Sites[0] != w.site.Key {
		t.Errorf("became %+v, %v", u, err)
	}
	refusal := reason.New(reason.LastOwner, nil)
	if _, err := w.ChangeUser(t.Context(), w.scope, owner.ID, func(people.User, int) (people.Change, error) { return people.Change{}, refusal }); !errors.Is(err, refusal) {
		t.Errorf("a refused change: %v", err)
	}
	other := populate(t, w.DB, w.cfg)
	if _, err := w.ChangeUser(t.Context(), other.scope, owner.ID, func(people.User, int) (people.Change, error) { return people.Change{}, nil }); !isNotFound(err) {
		t.Errorf("in another tenant: %v, want NOT_FOUND", err)
	}
}

package people

import (
	"context"
	"slices"

	"github.com/google/uuid"

	"ohmstead/backend/httpapi/operation"
	"ohmstead/backend/identity"
	"ohmstead/backend/people"
	"ohmstead/energy/reason"
)

func (a api) list(ctx context.Context, c operation.Caller, in *usersInput) (*usersOutput, error) {
	after, err := cursor(in.Cursor)
	if err != nil {
		return nil, err
	}
	f := people.UserFilter{Page: people.Page{After: after, Limit: in.Limit}, Text: in.Text, Status: people.Status(in.Status), Role: identity.Role(in.Role)}
	found, next, err := a.People.Users(ctx, c.Principal, f)
	if err != nil {
		return nil, err
	}
	out := &usersOutput{Body: MemberList{Items: make([]Member, 0, len(found)), Next: nextOf(next)}}
	for _, u := range found {
		out.Body.Items = append(out.Body.Items, personOf(u))
	}
	return out, nil
}

func (a api) one(ctx context.Context, c operation.Caller, in *UserInput) (*userOutput, error) {
	return person(a.People.User(ctx, c.Principal, in.ID))
}

func (a api) invite(ctx context.Context, c operation.Caller, in *inviteInput) (*inviteOutput, error) {
	u, link, err := a.People.Invite(ctx, c.Principal, people.Invitation{
		Email: in.Body.Email, DisplayName: in.Body.DisplayName, Language: in.Body.Language,
		Role: in.Body.Role, Node: orNil(in.Body.NodeID), Key: in.Key,
	}, a.desk.Now())
	if err != nil {
		return nil, err
	}
	return &inviteOutput{Body: Invited{User: personOf(u), Link: PasswordLink{Token: link.Token, ExpiresAt: link.Expires}}}, nil
}

func (a api) update(ctx context.Context, c operation.Caller, in *updateInput) (*userOutput, error) {
	change := people.Change{DisplayName: in.Body.DisplayName, Language: in.Body.Language, DropProvider: in.Body.DropProvider}
	if in.Body.Status != nil {
		status := people.Status(*in.Body.Status)
		change.Status = &status
	}
	sessions, err := a.endedBy(ctx, c, in.ID, change)
	if err != nil {
		return nil, err
	}
	u, err := a.People.Update(ctx, c.Principal, in.ID, in.Body.Version, change)
	if err != nil {
		return nil, err
	}
	for _, s := range sessions {
		a.Ended(s.Hash)
	}
	return &userOutput{Body: personOf(u)}, nil
}

// endedBy are the sessions that a change ends: all of them where it disables the person or drops the login at the identity provider.
func (a api) endedBy(ctx context.Context, c operation.Caller, id uuid.UUID, change people.Change) ([]people.Session, error) {
	if !change.Ends() {
		return nil, nil
	}
	return a.People.Sessions(ctx, c.Principal, id, a.desk.Now())
}

func (a api) relink(ctx context.Context, c operation.Caller, in *UserInput) (*linkOutput, error) {
	link, err := a.People.Relink(ctx, c.Principal, in.ID, a.desk.Now())
	if err != nil {
		return nil, err
	}
	return &linkOutput{Body: PasswordLink{Token: link.Token, ExpiresAt: link.Expires}}, nil
}

func (a api) unlink(ctx context.Context, c operation.Caller, in *UserInput) (*userOutput, error) {
	return person(a.People.Unlink(ctx, c.Principal, in.ID))
}

func (a api) places(ctx context.Context, c operation.Caller, _ *struct{}) (*placesOutput, error) {
	found, err := a.People.Places(ctx, c.Principal)
	if err != nil {
		return nil, err
	}
	out := &placesOutput{Body: PlaceList{Items: make([]PlaceRef, 0, len(found)), Whole: c.Scope.AllSites}}
	for _, p := range found {
		out.Body.Items = append(out.Body.Items, PlaceRef{NodeID: p.Node, Name: p.Name, Kind: p.Kind})
	}
	return out, nil
}

func (a api) give(ctx context.Context, c operation.Caller, in *giveInput) (*userOutput, error) {
	return person(a.People.Give(ctx, c.Principal, in.ID, people.Grant{Role: in.Body.Role, Node: orNil(in.Body.NodeID)}))
}

func (a api) take(ctx context.Context, c operation.Caller, in *takeInput) (*userOutput, error) {
	return person(a.People.Take(ctx, c.Principal, in.ID, in.Binding))
}

func (a api) roleTable(context.Context, operation.Caller, *struct{}) (*rolesOutput, error) {
	out := &rolesOutput{}
	for _, r := range identity.Roles() {
		out.Body.Items = append(out.Body.Items, RoleGrants{Role: r.Role, About: r.About, Permissions: identity.Granted(r.Role), Machine: r.Machine, Given: r.Given})
	}
	for _, p := range identity.Permissions() {
		out.Body.Permissions = append(out.Body.Permissions, PermissionText{p.Permission, p.About, slices.Contains(identity.KeyScopes(), p.Permission)})
	}
	return out, nil
}

func person(u people.User, err error) (*userOutput, error) {
	if err != nil {
		return nil, err
	}
	return &userOutput{Body: personOf(u)}, nil
}

func personOf(u people.User) Member {
	p := Member{
		ID: u.ID, Email: u.Email, DisplayName: u.DisplayName, Language: u.Language, Status: string(u.Status), Version: u.Version,
		CreatedAt: u.Created, LastSeenAt: u.LastSeen, LinkExpiresAt: u.LinkExpires, Password: u.Password, Provider: u.Provider, Roles: make([]RoleBinding, 0, len(u.Bindings)),
	}
	for _, b := range u.Bindings {
		held := RoleBinding{ID: b.ID, Role: b.Role}
		if !b.Whole() {
			held.Place = &PlaceRef{NodeID: b.Node, Name: b.Name, Kind: b.Kind}
		}
		p.Roles = append(p.Roles, held)
	}
	return p
}

// cursor is the item that a page begins behind.
func cursor(text string) (uuid.UUID, error) {
	if text == "" {
		return uuid.Nil, nil
	}
	id, err := uuid.Parse(text)
	if err != nil {
		return uuid.Nil, reason.Wrap(err, reason.InvalidValue, reason.Params{"field": "cursor", "value": text, "want": "the next of a page of this list"})
	}
	return id, nil
}

func nextOf(id uuid.UUID) string {
	if id == uuid.Nil {
		return ""
	}
	return id.String()
}

func orNil(id *uuid.UUID) uuid.UUID {
	if id == nil {
		return uuid.Nil
	}
	return *id
}

package people

import (
	"bytes"
	"context"

	"ohmstead/backend/httpapi/operation"
	"ohmstead/backend/identity"
	"ohmstead/backend/people"
)

func (a api) updateOwn(ctx context.Context, c operation.Caller, in *ownInput) (*userOutput, error) {
	return person(a.People.UpdateOwn(ctx, c.Principal, people.Change{DisplayName: in.Body.DisplayName, Language: in.Body.Language}))
}

func (a api) changePassword(ctx context.Context, c operation.Caller, in *passwordInput) (*done, error) {
	others, err := a.People.OwnSessions(ctx, c.Principal, a.desk.Now())
	if err != nil {
		return nil, err
	}
	attempt := identity.Attempt{Password: in.Body.Current, RemoteAddr: a.desk.Remote(ctx)}
	if err := a.Passwords.ChangePassword(ctx, c.Principal, attempt, in.Body.New, a.desk.Now()); err != nil {
		return nil, err
	}
	for _, s := range others {
		if !bytes.Equal(s.Hash, c.Session) {
			a.Ended(s.Hash)
		}
	}
	return &done{}, nil
}

func (a api) ownSessions(ctx context.Context, c operation.Caller, _ *struct{}) (*sessionsOutput, error) {
	found, err := a.People.OwnSessions(ctx, c.Principal, a.desk.Now())
	if err != nil {
		return nil, err
	}
	return sessionsOf(c, found), nil
}

func (a api) sessionsOf(ctx context.Context, c operation.Caller, in *UserInput) (*sessionsOutput, error) {
	found, err := a.People.Sessions(ctx, c.Principal, in.ID, a.desk.Now())
	if err != nil {
		return nil, err
	}
	return sessionsOf(c, found), nil
}

func (a api) endSession(ctx context.Context, c operation.Caller, in *sessionInput) (*done, error) {
	ended, err := a.People.EndSession(ctx, c.Principal, in.ID)
	if err != nil {
		return nil, err
	}
	a.Ended(ended.Hash)
	return &done{}, nil
}

func (a api) lookAtLink(ctx context.Context, _ operation.Caller, in *linkInput) (*holderOutput, error) {
	return holder(a.Passwords.LinkFor(ctx, identity.Credential{Token: in.Body.Token, RemoteAddr: a.desk.Remote(ctx)}, a.desk.Now()))
}

func (a api) acceptLink(ctx context.Context, _ operation.Caller, in *acceptInput) (*holderOutput, error) {
	credential := identity.Credential{Token: in.Body.Token, RemoteAddr: a.desk.Remote(ctx)}
	return holder(a.Passwords.Accept(ctx, credential, identity.Acceptance{DisplayName: in.Body.DisplayName, Password: in.Body.Password}, a.desk.Now()))
}

func holder(l identity.Link, err error) (*holderOutput, error) {
	if err != nil {
		return nil, err
	}
	return &holderOutput{Body: LinkHolder{Email: l.Email, DisplayName: l.Name, Language: l.Language, Tenant: l.TenantName, ExpiresAt: l.Expires, MinPassword: identity.MinPassword}}, nil
}

func (a api) listKeys(ctx context.Context, c operation.Caller, in *keysInput) (*keysOutput, error) {
	after, err := cursor(in.Cursor)
	if err != nil {
		return nil, err
	}
	f := people.KeyFilter{Page: people.Page{After: after, Limit: in.Limit}, Text: in.Text, State: people.KeyState(in.State)}
	found, next, err := a.People.Keys(ctx, c.Principal, f, a.desk.Now())
	if err != nil {
		return nil, err
	}
	out := &keysOutput{Body: APIKeyList{Items: make([]APIKey, 0, len(found)), Next: nextOf(next)}}
	for _, k := range found {
		out.Body.Items = append(out.Body.Items, keyOf(k))
	}
	return out, nil
}

func (a api) makeKey(ctx context.Context, c operation.Caller, in *makeKeyInput) (*newKeyOutput, error) {
	key, text, err := a.People.MakeKey(ctx, c.Principal, people.NewKey{
		Name: in.Body.Name, Scopes: in.Body.Scopes, Nodes: in.Body.NodeIDs, Expires: in.Body.ExpiresAt, Key: in.Key,
	}, a.desk.Now())
	if err != nil {
		return nil, err
	}
	return &newKeyOutput{Body: NewAPIKey{Key: keyOf(key), Text: text}}, nil
}

func (a api) revokeKey(ctx context.Context, c operation.Caller, in *keyInput) (*keyOutput, error) {
	key, err := a.People.RevokeKey(ctx, c.Principal, in.ID, a.desk.Now())
	if err != nil {
		return nil, err
	}
	return &keyOutput{Body: keyOf(key)}, nil
}

func keyOf(k people.Key) APIKey {
	out := APIKey{
		ID: k.ID, Name: k.Name, Hint: k.Hint, Scopes: k.Scopes, Whole: k.Whole, CreatedBy: k.CreatedBy, CreatedAt: k.Created,
		ExpiresAt: k.Expires, LastUsedAt: k.LastUsed, RevokedAt: k.Revoked, Places: make([]PlaceRef, 0, len(k.Places)),
	}
	for _, p := range k.Places {
		out.Places = append(out.Places, PlaceRef{NodeID: p.Node, Name: p.Name, Kind: p.Kind})
	}
	return out
}

func sessionsOf(c operation.Caller, found []people.Session) *sessionsOutput {
	out := &sessionsOutput{Body: LoginSessionList{Items: make([]LoginSession, 0, len(found))}}
	for _, s := range found {
		out.Body.Items = append(out.Body.Items, LoginSession{
			ID: s.ID, CreatedAt: s.Created, LastSeenAt: s.LastSeen, ExpiresAt: s.Expires, Remote: s.Remote, Agent: s.Agent,
			Current: bytes.Equal(s.Hash, c.Session),
		})
	}
	return out
}

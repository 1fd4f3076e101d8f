// Package people is who belongs to a tenant and what they may do: users and their invitations, the
// roles they hold on parts of the tree of places, their sessions, and the API keys of machines.
//
//	service := people.NewService(store, identityService.ForgetKeys)
//	user, link, err := service.Invite(ctx, by, people.Invitation{Email: "ada@example.org", Role: identity.Viewer}, now)
//
// Three rules stand above all: nobody gives or changes what reaches beyond what they hold themselves,
// a tenant never loses its last owner, and what lies outside one's own places does not exist. Secrets
// leave once and are kept as hashes alone. It refuses to check credentials: identity does that.
package people

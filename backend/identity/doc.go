// Package identity knows tenants, users, sessions and permissions. It turns a credential into a
// Principal, and a Principal into the Scope every query runs in.
//
//	service := identity.NewService(directory)
//	token, principal, err := service.Login(ctx, attempt, now)
//	principal, err = service.Authenticate(ctx, token, now)
//	if !principal.May(identity.Read) { … }
//
// Passwords are kept as argon2id hashes and tokens as SHA-256; neither is ever stored or logged.
// An unknown e-mail takes as long and reads the same as a wrong password, and guessing is
// throttled per e-mail and per address. It refuses to decide what a row may be seen by: a Scope
// does that inside the database.
package identity

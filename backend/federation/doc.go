// Package federation is the ADAPTER to an identity provider: OpenID Connect's authorization code flow
// with PKCE, state and nonce.
//
//	attempt, address, err := provider.Begin(ctx)       // the browser goes to address
//	who, err := provider.Finish(ctx, attempt, answer)  // and comes back with a code
//
// It says who somebody is at the provider, and refuses to say who that is here: identity does.
package federation

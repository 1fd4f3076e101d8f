// Package identity knows tenants, users, sessions and permissions. It turns a credential into a
// Principal, and a Principal into the Scope every query runs in.
package identity

// Package people is the API of who belongs to a tenant and what they may do: users and invitations,
// roles, passwords, sessions and API keys.
//
//	operations := people.Operations(desk, services)
//
// Tokens of links and API keys leave in one answer and in no address, so that no log has them.
package people

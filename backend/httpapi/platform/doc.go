// Package platform is the API of those who run the platform: the tenants there are, and what becomes of
// them.
//
//	operations := platform.Operations(desk, service)
//
// It shows nothing of what a tenant owns.
package platform

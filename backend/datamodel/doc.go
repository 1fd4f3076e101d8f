// Package datamodel shows what is kept, as the database's own catalog tells it: tables with their
// columns, comments and references, the storage tier of each, how much of it is the caller's, and the
// first of its rows.
//
//	model, err := reader.Model(ctx, scope)
//	page, err := reader.Rows(ctx, scope, "sites", 50)
//
// It reads the catalog as the application's role and rows within the scope, so it can show nothing
// that the caller could not see otherwise; secrets are hidden, and tables that are not about sites are
// counted and shown to those who see all sites alone.
package datamodel

// Package postgres is the only place that speaks SQL. It satisfies the ports of the domain
// packages and holds the migrations with forced row-level security.
package postgres

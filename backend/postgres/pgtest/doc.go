// Package pgtest gives each test its own database, cloned from a migrated template on one private
// server for the whole run.
package pgtest

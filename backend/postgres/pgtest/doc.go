// Package pgtest gives each test its own database, cloned in milliseconds from a migrated template.
//
// All test processes of a run share one private server: the first that needs it starts it, and a
// watchdog stops it and removes its files some seconds after the last process that used it is gone,
// however that ended. The server keeps nothing safe from a crash of the machine; it is for tests, whose
// databases are in memory where there is plenty.
//
//	db := pgtest.Open(t) // a *postgres.DB on an empty, migrated database
//
// It refuses to be used outside of tests: everything takes a testing.TB.
package pgtest

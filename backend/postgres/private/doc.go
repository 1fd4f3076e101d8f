// Package private runs a PostgreSQL server of our own: initdb, start, orphan recovery and stop,
// on a unix socket and as an unprivileged account.
package private

// Package natslog turns what an embedded NATS server says into structured lines: warnings and errors
// only, each kind at most once a minute, with the first few kept so that a server that does not start
// is reported with its cause.
package natslog

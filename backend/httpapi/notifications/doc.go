// Package notifications is the API of channels that tell people of alarms, and of the log of what was
// sent.
package notifications

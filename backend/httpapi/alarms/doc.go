// Package alarms is the API of what happened: the log of events, and what people do about alarms.
package alarms

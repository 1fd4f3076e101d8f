// Package slot holds half-open time intervals, quarter hours and local days. The location is
// always an argument; nothing here loads one or reads a clock.
package slot

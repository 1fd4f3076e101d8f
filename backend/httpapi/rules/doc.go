// Package rules is the API of rules that people write and that raise alarms.
package rules

// Package envelope holds bounds on active power and Fold, which turns what several controllers
// ask of one asset into one set-point and the steps that explain it.
package envelope

// Command bench runs the benchmarks that have a target and prints one table: name, ours, reference
// measured in the same run, ratio, target.
//
//	go run ./bench             # all rows
//	go run ./bench -run Modbus # rows whose name matches
//
// It owns the list of rows and how they are shown. The benchmarks themselves live beside what they
// measure; this program starts their test binaries, round after round so that what is compared runs
// close together, and takes medians. A missed target fails nothing: below the table stands what
// limits it. Only figures of one run may be compared.
package main

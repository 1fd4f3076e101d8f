// Package study runs the product's engines on plain files, without server, database or clock: the
// same file gives the same bytes. It owns the formats of those files and what they answer; the
// rules it runs are the product's own, never a second copy. An unknown or wrong field is refused
// by file, line and name before anything runs.
//
//	exit := study.ReplayFiles(os.Stdout, os.Stderr, []string{"testdata/scenarios"})
package study

// Package depot runs simulated depots on plain files: one as lines of JSON, many as a table of what each
// strategy makes of each cap. The same file gives the same bytes.
//
//	exit := depot.RunFile(out, errs, depot.Options{}, "testdata/depot/workplace.yaml")
//	exit = depot.Study(out, errs, depot.Table{Caps: []int64{50, 100}}, "testdata/depot")
package depot

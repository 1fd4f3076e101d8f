// Package microgrid runs the balancing cycle on plain files: a snapshot in YAML or JSON in, document
// 004's cycle result out, with an explanation in words. The same file gives the same bytes. What is wrong
// with a file is refused by file, line and field before anything is computed.
//
//	exit := microgrid.BalanceFiles(out, errs, microgrid.Options{}, "testdata/microgrid/fair_shares.yaml")
package microgrid

// Package bulk takes sites, places, assets, EVSEs, grid connections with their constraints, contracts and what
// is promised under them from files that people fill in: CSV, one file for each kind and named after it, or
// YAML with all of them; and it gives what there is in the same form.
//
//	report, err := bulk.NewService(db, db.Shelves(), db.Together).Run(ctx, by, bulk.Job{Files: files, Dry: true})
//	for _, p := range report.Problems { … p.File, p.Line, p.Field, p.Why … }
//	export, err := service.Give(ctx, scope, site)
//	file := bulk.File{Name: "places.yaml", Content: export.YAML()} // taken in somewhere else it makes the same
//
// Everything is stored, or nothing; a dry run does the same and stores nothing. Rows are told apart by
// their keys, so the same files again change nothing. A field that is not in a file stays as it is, an
// empty one becomes unknown. Every problem of all files is listed, not the first alone.
package bulk

// Package backup is the file that a whole backend is kept in: what is in it, how it is written whole
// or not at all, and how a file is looked through before anything of it is used. It knows no SQL; the
// source and the target say what a table is.
//
//	manifest, err := backup.Write(ctx, "ohmstead.backup", source, backup.Facts{…}, progress)
//	file, err := backup.Open(ctx, "ohmstead.backup", progress) // every byte is compared with its hash
//	err = file.Tables(ctx, target, progress)
//
// The file is a zip archive: manifest.json, tables/NAME with the rows of a table in the text form of
// PostgreSQL's COPY, and files/NAME for what lies beside the database.
package backup

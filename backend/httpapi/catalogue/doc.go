// Package catalogue is the API of the data model: what is kept, in which tier, how much of it is the
// caller's, and the first rows of a table.
//
//	operations := catalogue.Operations(desk, reader, flow, people)
//
// Beside it stands what went through each stage of telemetry, as the process that answers has counted it.
// Who administers people sees how many rows of each table row-level security leaves to one of them.
// It only reads, and shows rows to those who may read the audit log, which tells them the same.
package catalogue

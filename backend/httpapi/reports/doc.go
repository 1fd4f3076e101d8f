// Package reports is the API of energy reports: what they can be about, running them, and each
// version as JSON, as comma-separated values and as a page for paper.
//
//	operations := reports.Operations(desk, service, time.Now)
//
// It decides nothing about energy: figures come from the report as it is kept. Numbers in files have
// a decimal point and no grouping in CSV, and the form of the reader's language on paper.
package reports

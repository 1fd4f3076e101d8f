// Package reports is the API of energy reports: what they can be about, running them, and each
// version as JSON, as comma-separated values and as a page for paper.
//
//	operations := reports.Operations(desk, service, time.Now)
//
// It decides nothing about energy: figures come from the report as it is kept. Numbers in CSV have a
// decimal point and no grouping, energies in Wh and powers in W; on paper they have the form of the
// reader's language, in kWh and kW.
package reports

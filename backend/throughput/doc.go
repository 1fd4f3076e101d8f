// Package throughput tells how many samples went through each stage of telemetry in this process since
// it started. Source of the stages: ADR 37.
//
//	reader := throughput.NewReader(registry, time.Now)
//	flow, err := reader.Flow()
//
// It adds up the counters that operators scrape, so that a page says what a dashboard says. They are the
// whole platform's, of all tenants together, and of one process: a stage that belongs to another process
// is unknown here.
package throughput

// Package audit proves that what people and configuration changed is told as it was. The database
// notes every change itself; this package chains the entries of a tenant, so that one that is
// altered, taken out or put in later is found by its place.
//
//	go audit.NewSealer(store, log).Run(ctx)
//	report, err := audit.Verify(ctx, store, tenant, now)
//
// A seal is the SHA-256 over the seal before it and the whole entry. Entries are sealed in the
// order in which they were found committed, within a second. Whoever can write the whole database
// can write a whole new chain: keep the head that `ohmstead audit verify` prints where they cannot
// reach it, and give it back at the next verification. Source: document 002 §5 (tamper-evident
// audit log); Schneier and Kelsey, "Secure Audit Logs to Support Computer Forensics", ACM TISSEC
// 2(2), 1999, for the chain.
package audit

// Package audittrail is the API of the audit log: who changed what, page by page, and as a file.
//
//	operations := audittrail.Operations(desk, trail)
//
// It only reads: nothing can be written into the log through the API.
package audittrail
